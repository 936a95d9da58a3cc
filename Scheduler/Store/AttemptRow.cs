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

    /// <summary>Null while the attempt holds the lease.</summary>
    public AttemptEnd? End { get; init; }
}
