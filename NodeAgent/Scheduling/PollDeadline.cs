using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;

namespace DePin.NodeAgent.Scheduling;

/// <summary>When a poll's answer is wanted, because only an answer renews a lease, and when it is taken for lost.</summary>
internal sealed class PollDeadline(NodeJournal journal, AgentRules rules, TimeProvider time)
{
    /// <summary>At least this long, lest a short lease make us ask without a pause.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>A poll that is neither answered nor refused by then is lost.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);

    /// <summary>Time until the first of the running attempts needs its lease renewed.</summary>
    public TimeSpan AnswerWithin()
    {
        TimeSpan until = RenewAt() - time.Uptime();
        return until < _pause ? _pause : until < _longest ? until : _longest;
    }

    /// <summary>An answer that was due and did not come is lost with its connection: half of what is left is for another try.</summary>
    public TimeSpan GiveUpAfter()
    {
        TimeSpan due = AnswerWithin();
        return due + ((rules.RenewBefore < due ? rules.RenewBefore : due) / 2);
    }

    private TimeSpan RenewAt() => journal.Attempts.Values
        .Where(attempt => attempt.IsHeld && attempt.WantsContainer)
        .Select(attempt => LeaseClock.RenewAt(attempt, rules))
        .DefaultIfEmpty(TimeSpan.MaxValue)
        .Min();
}
