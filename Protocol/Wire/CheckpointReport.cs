using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>
/// <c>POST /v1/attempts/{id}/checkpoints</c>: a checkpoint is complete, and all its files and its manifest were delivered. Idempotent; the
/// reply is a <see cref="CheckpointReply"/>.
/// </summary>
public sealed record CheckpointReport
{
    /// <summary>Counts the job's checkpoints over all attempts, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The manifest, by which the checkpoint is known.</summary>
    public required ContentHash Manifest { get; init; }

    /// <summary>The link of the checkpoint before; zero before the job's first.</summary>
    public required Hash32 Previous { get; init; }

    /// <summary>Milliseconds since the node found it complete: no two clocks are compared.</summary>
    public required long AgeMs { get; init; }
}
