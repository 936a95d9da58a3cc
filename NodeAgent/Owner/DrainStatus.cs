using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;

namespace DePin.NodeAgent.Owner;

/// <summary>Who told the node to take nothing new, and what becomes of what it has.</summary>
public sealed record DrainStatus
{
    public required bool ByOwner { get; init; }

    /// <summary>The scheduler's operator: only they can end that.</summary>
    public required bool ByOperator { get; init; }

    /// <summary>Since when by its owner, Unix milliseconds; null when it is not.</summary>
    public long? Since { get; init; }

    /// <summary>When what still runs is stopped, Unix milliseconds; null: it runs to its end.</summary>
    public long? StopAt { get; init; }

    /// <summary>Null when the node takes work.</summary>
    public static DrainStatus? Of(NodeFacts facts, TimeProvider time, Guid kernelBoot)
    {
        if (facts is { DrainedByOwner: false, DrainedByOperator: false })
        {
            return null;
        }

        long? left = (long?)(facts.DrainUntil?.On(kernelBoot) - time.Uptime())?.TotalMilliseconds;
        return new DrainStatus
        {
            ByOwner = facts.DrainedByOwner,
            ByOperator = facts.DrainedByOperator,
            Since = facts.DrainedSince,
            StopAt = time.Milliseconds() + left,
        };
    }
}
