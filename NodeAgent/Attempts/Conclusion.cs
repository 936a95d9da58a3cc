using System.Text.Json.Serialization;
using DePin.Attestation.Evidence;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Everything an attestation states of an attempt, beside its lease and its list of outputs.</summary>
public sealed record Conclusion
{
    public required Verdict Verdict { get; init; }

    /// <summary>The manifest that ran, or was to run; null when none was resolved.</summary>
    public ContentHash? Image { get; init; }

    /// <summary>−1 when no container ran.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Unix milliseconds, not before <see cref="StartedAt"/>.</summary>
    public required long FinishedAt { get; init; }

    public required IReadOnlyList<JobLimit> LimitsHit { get; init; }

    public required RunUsage Usage { get; init; }

    public required long LogBytes { get; init; }

    public required ContentHash LogDigest { get; init; }

    /// <summary>
    /// What lay under the output paths and was not collected, with the reason; at most <see cref="MaxSkipped"/>, the rest
    /// counted.
    /// </summary>
    public required IReadOnlyList<SkippedOutput> Skipped { get; init; }

    public required long SkippedInAll { get; init; }

    /// <summary>What befell the attempt; null when it ran and ended by itself.</summary>
    public Incident? Incident { get; init; }

    /// <inheritdoc cref="RunResult.Seen"/>
    public IReadOnlyList<string> Seen { get; init => field = value ?? []; } = [];

    /// <summary>The verdict for the owner: with all that the engine said where others are told less.</summary>
    [JsonIgnore]
    public string OwnersReason => Incident is { } it && it.Detail != it.Public ? $"{Verdict.Reason} [{it.Detail}]" : Verdict.Reason;

    public const int MaxSkipped = 100;
}
