using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// A complete checkpoint that this node took, as the journal holds it: from then on its number means this manifest and no other.
/// </summary>
public sealed record TakenCheckpoint
{
    /// <summary>Counts the job's checkpoints over all attempts, from 1.</summary>
    public required long Number { get; init; }

    public required ContentHash Manifest { get; init; }

    /// <summary>The link of the one before; zero before the job's first.</summary>
    public required Hash32 Previous { get; init; }

    /// <summary>Size of its files, without the manifest.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was found complete, Unix milliseconds.</summary>
    public required long At { get; init; }

    /// <summary>The same moment on the boot clock of <see cref="KernelBoot"/>, which no one can set.</summary>
    public required TimeSpan BootTime { get; init; }

    public required Guid KernelBoot { get; init; }

    /// <summary>What is in the spool; empty once it is delivered.</summary>
    public required IReadOnlyList<CheckpointPart> Parts { get; init; }

    /// <summary>The scheduler has it, and said so.</summary>
    public bool Delivered { get; init; }

    /// <summary>As the attestation states it.</summary>
    public CheckpointEvidence ToEvidence() => new(Number, At / 1000, Manifest.Value, Bytes, Previous);
}
