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

    /// <summary>
    /// What lay under the job's output paths and was not taken, each with the reason, as the node attested it; empty while it runs and
    /// in lists of jobs.
    /// </summary>
    public IReadOnlyList<SkippedOutput> SkippedOutputs { get; init => field = value ?? []; } = [];

    public required long LogBytes { get; init; }

    /// <summary>Number of the checkpoint that it went on from; null when it began at the beginning.</summary>
    public long? ResumedFrom { get; init; }

    /// <summary>Checkpoints that it took.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Why there was none for longer than there should have been; null when that did not happen since the last one.</summary>
    public string? CheckpointProblem { get; init; }

    /// <summary>
    /// Milliseconds that it worked and that have to be worked again: from its last checkpoint, or its start, to its end. 0 while it runs,
    /// after success, and when the submitter ended it. Of a lost node, whose last word is known and not its end: up to the end of its
    /// lease.
    /// </summary>
    public long LostMs { get; init; }
}
