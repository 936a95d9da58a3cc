using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>One placement of a job.</summary>
public sealed record AttemptView
{
    public required AttemptId Id { get; init; }

    public required long Epoch { get; init; }

    public required Address Node { get; init; }

    public required AttemptPhase Phase { get; init; }

    /// <summary>
    /// The manifest the job file names, or else the one this attempt's node resolved the tag to; null while it has not. Attempts resolve a
    /// tag each for themselves, so two of them may differ.
    /// </summary>
    public ContentHash? Image { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long LeasedAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>Null while it runs, and for an attempt that ended without an attestation (its node was lost).</summary>
    [JsonConverter(typeof(OutcomeNameJsonConverter))]
    public Outcome? Outcome { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>The verdict, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The verdict as the node attested it, with what it rests on; null while it runs, where nothing was attested, and in lists of jobs.
    /// </summary>
    public VerdictEvidence? Verdict { get; init; }

    /// <summary>
    /// Limits the job ran into, in the words of the job file: <c>memory</c>, <c>pids</c>, <c>disk</c>, <c>log</c>,
    /// <c>timeout</c>.
    /// </summary>
    public IReadOnlyList<string> LimitsHit { get; init; } = [];

    public required long LogBytes { get; init; }
}
