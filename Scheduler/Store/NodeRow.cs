using DePin.Attestation;

namespace DePin.Scheduler.Store;

/// <summary>A node as it is stored. Its heartbeat is not.</summary>
internal sealed record NodeRow
{
    public required Address Address { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long FirstSeenAt { get; init; }

    /// <summary>Unix milliseconds of the last message that changed anything here.</summary>
    public required long LastSeenAt { get; init; }

    /// <summary>By an operator; the owner's own drain is part of the heartbeat.</summary>
    public bool Draining { get; init; }

    public CapacityRow? Capacity { get; init; }
}
