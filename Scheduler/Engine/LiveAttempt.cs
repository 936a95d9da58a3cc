using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>The attempt that holds a job's lease: its durable row, and what only memory knows of it.</summary>
internal sealed class LiveAttempt(LiveJob job, AttemptRow row, TimeSpan renewedAt)
{
    public LiveJob Job { get; } = job;

    public AttemptRow Row { get; set; } = row;

    /// <summary>Monotonic time of the grant, or of the last sync that held it.</summary>
    public TimeSpan RenewedAt { get; set; } = renewedAt;

    /// <summary>
    /// Silent for longer than <see cref="EngineRules.ReassignAfter"/>: another node may have the job, until this one returns.
    /// </summary>
    public bool Overdue { get; set; }

    /// <summary>Bytes moved in the current phase, as the node last said.</summary>
    public long? Progress { get; set; }

    public long? Total { get; set; }

    /// <summary>Output files received in full, by path.</summary>
    public SortedDictionary<string, ArtifactEntry> Artifacts { get; } = new(StringComparer.Ordinal);

    /// <summary>Of all of them together.</summary>
    public long ArtifactBytes { get; set; }
}
