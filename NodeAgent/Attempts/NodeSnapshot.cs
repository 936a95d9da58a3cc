using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts;

/// <summary>What the planner looks at: the journal, the engine, and what is being worked on, at one moment.</summary>
public sealed record NodeSnapshot
{
    /// <summary>On the boot clock.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>Unix milliseconds, for stop orders.</summary>
    public required long WallClock { get; init; }

    public required Guid KernelBoot { get; init; }

    public required IReadOnlyCollection<Attempt> Attempts { get; init; }

    /// <summary>What this node has on the engine; null when it was not looked at this time.</summary>
    public OwnedObjects? Owned { get; init; }

    /// <summary>Attempts that are being worked on.</summary>
    public required IReadOnlySet<AttemptId> Driven { get; init; }

    /// <summary>The scheduler has named every live lease since this start, or had its time to.</summary>
    public required bool LeasesAreKnown { get; init; }

    /// <summary>Attempts that may have a container at once.</summary>
    public required int MaxJobs { get; init; }

    public required int MaxHistory { get; init; }

    /// <summary>The owner drains the node.</summary>
    public bool DrainedByOwner { get; init; }

    /// <summary>When what still runs is given back, on the boot clock; null: it runs to its end.</summary>
    public TimeSpan? DrainUntil { get; init; }
}
