using System.Text.Json.Serialization;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Owner;

/// <summary>One attempt on this node, for its owner: what it may use and how far it is, never what it computes.</summary>
public sealed record OwnerAttempt
{
    public required AttemptId Attempt { get; init; }

    public required JobId Job { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The job's name, as its submitter wrote it.</summary>
    public required string Name { get; init; }

    public required string Image { get; init; }

    public required AttemptPhase Phase { get; init; }

    /// <summary>When the lease arrived, Unix milliseconds.</summary>
    public required long LeasedAt { get; init; }

    /// <summary>When the container's process started, Unix milliseconds; null while it has not.</summary>
    public long? StartedAt { get; init; }

    /// <summary>When it ended, Unix milliseconds; null while it has not.</summary>
    public long? EndedAt { get; init; }

    /// <summary>True when the scheduler has everything and has counter-signed.</summary>
    public required bool Delivered { get; init; }

    public required int CpuMillicores { get; init; }

    public required long MemoryBytes { get; init; }

    public required long DiskBytes { get; init; }

    /// <summary>UUIDs of the GPUs that it has.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Null while it runs.</summary>
    [JsonConverter(typeof(OutcomeNameJsonConverter))]
    public Outcome? Outcome { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>The verdict in a sentence; null while it runs.</summary>
    public string? Reason { get; init; }

    /// <summary>The verdict's code, as in docs/faults.md; null while it runs.</summary>
    public string? Code { get; init; }

    /// <summary>What the verdict rests on, one fact an entry, as it was attested.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Limits the job ran into, in the words of the job file.</summary>
    public IReadOnlyList<string> LimitsHit { get; init; } = [];

    public required long LogBytes { get; init; }

    /// <summary>True from the end of the process on.</summary>
    public bool Ended() => EndedAt is not null;
}
