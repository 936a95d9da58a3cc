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

    /// <summary>Unix milliseconds.</summary>
    public required long LeasedAt { get; init; }

    public AttemptPhase Phase { get; init; }

    /// <summary>
    /// The manifest the job names, or the one this attempt's node resolved its tag to. It binds this attempt and no other; null before.
    /// </summary>
    public ContentHash? Image { get; init; }

    /// <summary>When the node said that the process runs, Unix milliseconds by our clock; null before.</summary>
    public long? RunningAt { get; init; }

    /// <summary>Number of the checkpoint that it goes on from; null when it begins at the beginning.</summary>
    public long? ResumedFrom { get; init; }

    /// <summary>Checkpoints that it took.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Why there was none for too long, as the node said since the last one.</summary>
    public string? CheckpointProblem { get; init; }

    /// <summary>Null while the attempt holds the lease.</summary>
    public AttemptEnd? End { get; init; }
}
