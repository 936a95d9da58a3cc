using DePin.Attestation;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>A job that is not finished: its durable row, and what the engine derives from it.</summary>
internal sealed class LiveJob(JobRow row, long arrival)
{
    private readonly HashSet<Address> _avoid = [];
    private readonly List<AttemptRow> _past = [];

    /// <summary>As it is in the store once the decision at hand is durable.</summary>
    public JobRow Row { get; set; } = row;

    public Requirement Requirement { get; } = Requirement.Of(row.Spec);

    /// <summary>Its place in the line, kept when it is queued again.</summary>
    public long Arrival { get; } = arrival;

    /// <summary>The attempt that holds the lease, if any.</summary>
    public LiveAttempt? Attempt { get; set; }

    /// <summary>Nodes on which it failed through no fault of its own.</summary>
    public IReadOnlySet<Address> Avoid => _avoid;

    /// <summary>Attempts that have ended, oldest first.</summary>
    public IReadOnlyList<AttemptRow> Past => _past;

    /// <summary>Silence after which another node may have it: never while its own may still run it.</summary>
    public TimeSpan ReassignAfter(EngineRules rules) =>
        Row.Spec.DisconnectGrace is { } grace && rules.LeaseTtl + grace > rules.ReassignAfter
            ? rules.LeaseTtl + grace
            : rules.ReassignAfter;

    public void Remember(AttemptRow ended)
    {
        _past.Add(ended);
        if (ended.End is { } end && JobLife.IsNodesFault(end.Outcome))
        {
            _avoid.Add(ended.Node);
        }
    }
}
