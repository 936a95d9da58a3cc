namespace DePin.Protocol.Wire;

/// <summary>What a scheduler knows of a GPU, beside what its node says of it (<see cref="GpuCapacity"/>).</summary>
public sealed record GpuProofs
{
    public required string Gpu { get; init; }

    /// <summary>The proofs that stand, one of a kind.</summary>
    public required IReadOnlyList<ProvenFigure> Figures { get; init; }

    /// <summary>What it is being asked to prove at the moment.</summary>
    public ProofKind? Asked { get; init; }

    /// <summary>Why jobs are not placed on it; null when it counts as proven.</summary>
    public string? Problem { get; init; }

    /// <summary>Unix milliseconds before which it is not asked again; null when nothing is in the way.</summary>
    public long? RetryAt { get; init; }
}
