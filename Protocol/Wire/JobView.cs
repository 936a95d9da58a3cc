using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>A job as the submitter's calls return it.</summary>
public sealed record JobView
{
    public required JobId Id { get; init; }

    public required JobState State { get; init; }

    public required JobSpec Spec { get; init; }

    public required Hash32 SpecDigest { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    public long? FinishedAt { get; init; }

    public required IReadOnlyList<AttemptView> Attempts { get; init; }

    /// <summary>What a next attempt would go on from; null before the first checkpoint.</summary>
    public SavedCheckpoint? Checkpoint { get; init; }

    /// <summary>Milliseconds of work that were lost, over all attempts.</summary>
    public long LostMs { get; init; }
}
