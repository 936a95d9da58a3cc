using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>A job as it is stored. What never changes comes first.</summary>
internal sealed record JobRow
{
    public required JobId Id { get; init; }

    /// <summary>The API token that submitted it.</summary>
    public required string Owner { get; init; }

    public required string? IdempotencyKey { get; init; }

    public required JobSpec Spec { get; init; }

    public required Hash32 SpecDigest { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAt { get; init; }

    public JobStatus Status { get; init; } = new JobStatus.Queued();

    /// <summary>Of the last grant; 0 before the first. Only ever grows.</summary>
    public long Epoch { get; init; }

    /// <summary>Attempts that ended by the job's own fault.</summary>
    public int JobFaults { get; init; }

    /// <summary>Attempts that ended by no fault of the job since it last got on: since its last checkpoint, or its beginning.</summary>
    public int Setbacks { get; init; }

    /// <summary>The last complete one; its files are in the checkpoint store.</summary>
    public SavedCheckpoint? Checkpoint { get; init; }

    /// <summary>Set when the submitter asked for the end while an attempt held the lease.</summary>
    public string? CancelReason { get; init; }
}
