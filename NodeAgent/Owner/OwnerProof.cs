using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Owner;

/// <summary>A proof that the scheduler asked of one of this machine's GPUs.</summary>
public sealed record OwnerProof
{
    public required Hash32 Challenge { get; init; }

    /// <summary>The UUID.</summary>
    public required string Gpu { get; init; }

    public required ProofKind Proof { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long AskedAt { get; init; }

    /// <summary>Null where the scheduler has given no verdict: it was given up, or could not be reached.</summary>
    public ProofState? State { get; init; }

    /// <summary>Unix milliseconds; null while it is being answered.</summary>
    public long? EndedAt { get; init; }

    /// <summary>Why it was not accepted.</summary>
    public string? Reason { get; init; }
}
