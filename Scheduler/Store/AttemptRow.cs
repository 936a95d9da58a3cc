using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>One placement of a job as it is stored.</summary>
internal sealed record AttemptRow
{
    public required AttemptId Id { get; init; }

    public required JobId Job { get; init; }

    public required long Epoch { get; init; }

    public required Address Node { get; init; }

    /// <summary>UUIDs of the leased GPUs.</summary>
    public required IReadOnlyList<string> Gpus { get; init; }

    /// <summary>The manifest the leased spec names; null when the spec was leased with a tag only.</summary>
    public required ContentHash? LeasedImage { get; init; }

    /// <summary>Of the spec as leased, which is what the node attests to.</summary>
    public required Hash32 SpecDigest { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long LeasedAt { get; init; }

    public AttemptPhase Phase { get; init; }

    /// <summary>The manifest the node said it resolved.</summary>
    public ContentHash? ResolvedImage { get; init; }

    /// <summary>Null while the attempt holds the lease.</summary>
    public AttemptEnd? End { get; init; }
}
