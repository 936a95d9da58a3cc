using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Checkpoints;
using DePin.Scheduler.Pricing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// Accepts an attestation: in one commit the attempt ends, its job finishes or waits again, and the ledger grows by exactly one row.
/// </summary>
internal static class Attesting
{
    public static Answer<AttestationReply> Accept(Turn turn, EngineRequest.Attest request)
    {
        CheckedAttestation attestation = request.Attestation;
        WorkAttestation message = attestation.Message;
        if (!turn.State.Nodes.TryGetValue(message.Node, out LiveNode? node))
        {
            return Refusal.LeaseLost($"node {message.Node} holds no lease here");
        }

        if (node.Sequences.TryGet(message.Sequence, out AttestationReply? accepted))
        {
            return accepted.Digest == attestation.Digest ? accepted : Equivocates(turn, attestation, accepted);
        }

        Answer<LiveAttempt> held = Held(turn, request.Key);
        if (!held.TryGet(out LiveAttempt? attempt, out Refusal? refusal))
        {
            return refusal;
        }

        refusal = AttestationRules.Check(attempt.Job.Row, attempt.Row, attempt.Artifacts.Values, message, turn.Now,
            turn.Rules.ClockTolerance) ?? Checkpointing.CheckEvidence(attempt, attestation.Checkpoints);
        if (refusal is not null)
        {
            return refusal;
        }

        turn.Decision.Write(new StoreWrite.InsertAttestation(new AttestationRow(
            attestation.Digest, attempt.Row.Job, attempt.Row.Id, message.Node, message.Sequence, attestation.Envelope,
            attestation.Reply.CounterSignature, turn.Now.UnixMs)));
        Pay(turn, attempt, attestation);
        if (attempt.Row.Image is null && message.ImageDigest != default)
        {
            // The event that names it was lost with a journal, or is still to come.
            turn.Save(attempt, attempt.Row with { Image = new ContentHash(message.ImageDigest) });
        }

        node.Attested.Add(attempt.Row.Id);
        node.Sequences.Set(message.Sequence, attestation.Reply);
        Leasing.End(turn, attempt, new AttemptEnd(
            turn.Now.UnixMs, message.Outcome, message.ExitCode, attestation.Reason, attestation.LimitsHit, attestation.Digest,
            Lost(attempt, attestation)));
        return attestation.Reply;
    }

    /// <summary>The live attempt of this key, or why the write comes too late.</summary>
    public static Answer<LiveAttempt> Held(Turn turn, LeaseKey key)
    {
        if (!turn.State.Attempts.TryGetValue(key.Attempt, out LiveAttempt? attempt))
        {
            return Refusal.LeaseLost($"attempt {key.Attempt} holds no lease (any more)");
        }

        if (attempt.Row.Node != key.Node)
        {
            return Refusal.LeaseLost($"attempt {key.Attempt} is leased to {attempt.Row.Node}, not to {key.Node}");
        }

        return attempt.Row.Epoch == key.Epoch
            ? attempt
            : Refusal.LeaseLost($"epoch {key.Epoch} is not the epoch {attempt.Row.Epoch} of attempt {key.Attempt}");
    }

    public static Refusal Equivocation(CheckedAttestation attestation, AttestationReply accepted) => new(
        ProblemCode.Conflict,
        $"sequence {attestation.Message.Sequence} of node {attestation.Message.Node} is bound to {accepted.Digest}, not to "
        + $"{attestation.Digest}",
        "this is an equivocation and has been recorded; a node must make sequence and digest durable before it signs");

    public static StoreWrite EquivocationRecord(CheckedAttestation attestation, AttestationReply accepted, long at) =>
        new StoreWrite.InsertEquivocation(
        new EquivocationRow(attestation.Message.Node, attestation.Message.Sequence, attestation.Digest, accepted.Digest,
            attestation.Envelope, at));

    private static Refusal Equivocates(Turn turn, CheckedAttestation attestation, AttestationReply accepted)
    {
        turn.Decision.Write(EquivocationRecord(attestation, accepted, turn.Now.UnixMs));
        return Equivocation(attestation, accepted);
    }

    /// <summary>What has to be done again: nothing after success, when the submitter wanted no more, or when it never ran.</summary>
    private static long Lost(LiveAttempt attempt, CheckedAttestation attestation)
    {
        WorkAttestation message = attestation.Message;
        return message.Outcome == Outcome.Succeeded || attempt.Job.Row.CancelReason is not null || attempt.Row.RunningAt is null
            ? 0
            : Checkpointing.LostMs(attempt, attestation.Checkpoints, (long)message.StartedAt, (long)message.FinishedAt);
    }

    /// <summary>
    /// Every accepted attestation makes one row. The submitter pays for the time that a container ran which succeeded, failed by the
    /// job's own fault, or was cancelled on request. Of an end that only the node's owner wanted, for what the next attempt goes on from:
    /// the time up to the last checkpoint. A host fault and a network fault make a row of amount 0.
    /// </summary>
    private static void Pay(Turn turn, LiveAttempt attempt, CheckedAttestation attestation)
    {
        WorkAttestation message = attestation.Message;
        bool paid = message.Ran && (message.Outcome is Outcome.Succeeded or Outcome.JobFault
            || (message.Outcome == Outcome.Cancelled && attempt.Job.Row.CancelReason is not null));
        TimeSpan attested = TimeSpan.FromSeconds((double)(message.FinishedAt - message.StartedAt));
        TimeSpan held = TimeSpan.FromMilliseconds(turn.Now.UnixMs - attempt.Row.LeasedAt);
        JobSpec spec = attempt.Job.Row.Spec;
        TimeSpan longest = paid ? spec.Timeout + spec.StopGrace : Kept(attempt, message);
        TimeSpan time = PriceList.PaidTime(attested, held, longest);
        Amount amount = turn.Rules.Price.Owed(attempt.Job.Requirement.CpuMillicores, attempt.Row.Gpus.Count, time);
        LedgerRow row = new()
        {
            Number = turn.State.LedgerNumber + 1,
            Job = attempt.Row.Job,
            Attempt = attempt.Row.Id,
            Epoch = attempt.Row.Epoch,
            Node = message.Node,
            Beneficiary = message.Beneficiary,
            Outcome = message.Outcome,
            Attestation = attestation.Digest,
            PaidMs = (long)time.TotalMilliseconds,
            Amount = amount.ToBaseUnits(),
            At = turn.Now.UnixMs,
            Previous = turn.State.LedgerHash,
            Hash = default,
        };
        row = row with { Hash = row.ComputeHash() };
        (turn.State.LedgerNumber, turn.State.LedgerHash) = (row.Number, row.Hash);
        turn.Decision.Write(new StoreWrite.Pay(row));
    }

    /// <summary>The time of this attempt that is in a checkpoint, when its node's owner ended it; zero for every other end.</summary>
    private static TimeSpan Kept(LiveAttempt attempt, WorkAttestation message) =>
        message.Outcome == Outcome.Cancelled && Checkpointing.LastOf(attempt) is { } last
            ? TimeSpan.FromMilliseconds(last.At - (attempt.Row.RunningAt ?? attempt.Row.LeasedAt))
            : TimeSpan.Zero;
}
