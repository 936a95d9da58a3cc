using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>A node as operators see it.</summary>
public sealed record NodeView
{
    public required Address Address { get; init; }

    public required NodeLiveness Liveness { get; init; }

    /// <summary>Unix milliseconds of its last message.</summary>
    public required long LastSeen { get; init; }

    /// <summary>It was told to finish what it holds; nothing new is placed on it.</summary>
    public required bool Draining { get; init; }

    /// <summary>Whether the node itself takes new work now; its own status names what is in the way.</summary>
    public bool Accepting { get; init; } = true;

    public Capacity? Capacity { get; init; }

    /// <summary>What of the capacity is not leased.</summary>
    public required long FreeMemoryBytes { get; init; }

    public required int FreeCpuMillicores { get; init; }

    public required long FreeDiskBytes { get; init; }

    public required IReadOnlyList<AttemptId> Holding { get; init; }

    /// <summary>What was proven of each GPU of the capacity, in its order.</summary>
    public IReadOnlyList<GpuProofs> Gpus { get; init => field = value ?? []; } = [];
}
