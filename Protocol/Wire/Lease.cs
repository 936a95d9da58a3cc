using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>
/// The right, for a while, of one node to run one attempt of a job. Its epoch grows with each grant and fences every write.
/// </summary>
public sealed record Lease
{
    public required JobId Job { get; init; }

    public required AttemptId Attempt { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The job as it was submitted: an image named by its tag is resolved by this attempt for itself.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>SHA-256 of the canonical JSON of <see cref="Spec"/>; the node checks it and attests to it.</summary>
    public required Hash32 SpecDigest { get; init; }

    /// <summary>UUIDs of the GPUs given to the attempt; empty for a CPU job.</summary>
    public required IReadOnlyList<string> Gpus { get; init; }

    /// <summary>What the attempt goes on from; null when it begins at the beginning.</summary>
    public SavedCheckpoint? Checkpoint { get; init; }

    /// <summary>
    /// How long the lease lives from the reply that carries it (see <see cref="SyncReply.HeldMs"/>), in milliseconds,
    /// unless renewed.
    /// </summary>
    public required long TtlMs { get; init; }
}
