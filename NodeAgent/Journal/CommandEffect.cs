using System.Diagnostics;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>What each command does to the journal. The same command a second time does nothing.</summary>
internal static class CommandEffect
{
    public static void Apply(JournalDraft draft, NodeCommand command, TimeSpan replyBase)
    {
        switch (command)
        {
            case RunLease { Lease: var lease }:
                Accept(draft, lease, replyBase);
                break;
            case CancelAttempt { Attempt: var id, Epoch: var epoch, Reason: var reason }:
                if (draft.Find(id) is { } attempt && attempt.Lease.Epoch == epoch)
                {
                    draft.OrderStop(id, new StopOrder(StopCause.Cancelled, reason, draft.Now));
                }

                break;
            case SetDraining { Draining: var draining }:
                draft.Facts = draft.Facts with { DrainedByOperator = draining };
                break;
            case AnswerChallenge { Challenge: var challenge }:
                if (challenge is not null)
                {
                    ProofBook.Accept(draft, challenge);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Accept(JournalDraft draft, Lease lease, TimeSpan replyBase)
    {
        // A lease whose attempt is not its job and epoch could never be attested; the scheduler takes its silence for a lost attempt.
        if (draft.Find(lease.Attempt) is not null || lease.Attempt != AttemptId.Of(lease.Job, lease.Epoch))
        {
            return;
        }

        foreach (Attempt older in draft.Attempts.Values.Where(
            it => it.Lease.Job == lease.Job && it.Lease.Epoch < lease.Epoch && it.IsHeld).ToList())
        {
            draft.Lose(older.Id, $"the scheduler leased the job again under epoch {lease.Epoch}");
        }

        if (!draft.Attempts.Values.Any(it => it.Lease.Job == lease.Job && it.Lease.Epoch > lease.Epoch))
        {
            draft.Accept(lease, replyBase + TimeSpan.FromMilliseconds(lease.TtlMs));
        }
    }
}
