using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Store;

/// <summary>What the engine needs to go on after a start: everything that is not finished, and the ends of the chains.</summary>
internal sealed record StoredState
{
    /// <summary>In the order of their submission.</summary>
    public required IReadOnlyList<JobRow> LiveJobs { get; init; }

    /// <summary>All attempts of the live jobs, by epoch.</summary>
    public required IReadOnlyList<AttemptRow> Attempts { get; init; }

    public required IReadOnlyList<(AttemptId Attempt, ArtifactEntry Entry)> Artifacts { get; init; }

    public required IReadOnlyList<NodeRow> Nodes { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<BootRow> Boots { get; init; }

    /// <summary>By node and sequence.</summary>
    public required IReadOnlyList<CommandRow> Commands { get; init; }

    /// <summary>Attempts that ended with an attestation shortly before, whose nodes may not have the answer yet.</summary>
    public required IReadOnlyList<(Address Node, AttemptId Attempt)> RecentlyAttested { get; init; }

    /// <summary>Challenges that have not ended.</summary>
    public IReadOnlyList<ChallengeRow> Challenges { get; init; } = [];

    public IReadOnlyList<GpuRow> Gpus { get; init; } = [];

    public required long LedgerNumber { get; init; }

    public required Hash32 LedgerHash { get; init; }
}
