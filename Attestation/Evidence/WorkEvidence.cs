using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>The predicate <see cref="EvidenceStatement.WorkPredicate"/>: all that the node knows about how an attempt went.</summary>
/// <remarks>
/// A list that is missing in JSON is empty: the source-generated reader sets what is missing to null, past any initialiser.
/// </remarks>
public sealed record WorkEvidence
{
    /// <summary>The attempt that this is about, as in the signed message.</summary>
    public required Hash32 AttemptId { get; init; }

    public required ImageEvidence Image { get; init; }

    /// <summary>SHA-256 of the canonical JSON array of the command's arguments.</summary>
    [JsonConverter(typeof(BareHexJsonConverter))]
    public required Hash32 ArgumentsDigest { get; init; }

    /// <summary>The GPUs that the attempt held.</summary>
    public IReadOnlyList<GpuEvidence> Gpus { get; init => field = value ?? []; } = [];

    /// <summary>Version of the NVIDIA driver; null on a machine without one.</summary>
    public string? Driver { get; init; }

    public required UsageEvidence Usage { get; init; }

    /// <summary>Millijoules that the GPUs used; null where the driver does not count them.</summary>
    public long? EnergyMillijoules { get; init; }

    /// <summary>SHA-256 of the whole log, exactly as it was delivered.</summary>
    [JsonConverter(typeof(BareHexJsonConverter))]
    public required Hash32 LogDigest { get; init; }

    /// <summary>
    /// The last checkpoints taken, in order, each chained to the one before. The last may have been taken too late to reach the scheduler.
    /// </summary>
    public IReadOnlyList<CheckpointEvidence> Checkpoints { get; init => field = value ?? []; } = [];

    /// <summary>What lay under the job's outputs and was not taken.</summary>
    public IReadOnlyList<SkippedOutput> SkippedOutputs { get; init => field = value ?? []; } = [];

    /// <summary>Each limit that the job hit.</summary>
    public IReadOnlyList<LimitHit> LimitsHit { get; init => field = value ?? []; } = [];

    public required VerdictEvidence Verdict { get; init; }
}
