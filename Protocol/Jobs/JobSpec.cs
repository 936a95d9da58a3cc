using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Jobs;

/// <summary>
/// What a submitter wants run: the whole content of a job file, with every default filled in. See <c>docs/job-spec.md</c>.
/// </summary>
/// <remarks>A spec made by <see cref="JobSpecReader"/> keeps every rule of the document. One made in code keeps them when
/// that reader takes its <see cref="ToCanonicalJson"/>. Two specs are equal when their values are.</remarks>
[JsonConverter(typeof(JobSpecJsonConverter))]
public sealed record JobSpec
{
    /// <summary>The only version this program reads.</summary>
    public const string CurrentVersion = "depin/v1";

    public string Version { get; init; } = CurrentVersion;

    /// <summary>A DNS label that people call the job by; not unique.</summary>
    public required string Name { get; init; }

    public JobKind Kind { get; init; } = JobDefaults.Kind;

    public required ImageReference Image { get; init; }

    /// <summary>The program and its arguments; empty runs what the image names.</summary>
    public ValueList<string> Command { get; init; } = [];

    /// <summary>Environment of the process, beside what the image sets.</summary>
    public ValueMap<string, string> Env { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>Names of secrets that arrive as environment variables, sealed to the node.</summary>
    public ValueList<string> Secrets { get; init; } = [];

    public JobResources Resources { get; init; } = new();

    public JobNetwork Network { get; init; } = JobDefaults.Network;

    /// <summary>Longest run of one attempt, counted from the container's start.</summary>
    public TimeSpan Timeout { get; init; } = JobDefaults.BatchTimeout;

    /// <summary>Further attempts after one that failed by the job's own fault. Host and network faults do not count.</summary>
    public int Retries { get; init; } = JobDefaults.Retries;

    /// <summary>Null when the job keeps no checkpoints: a new attempt then starts from nothing.</summary>
    public CheckpointPolicy? Checkpoint { get; init; }

    /// <summary>Files put into the container before it starts, by the hash of their content.</summary>
    public ValueMap<ContainerPath, ContentHash> Inputs { get; init; } = ValueMap<ContainerPath, ContentHash>.Empty;

    /// <summary>Files, or directories with everything in them, collected when the process has ended.</summary>
    public ValueList<ContainerPath> Outputs { get; init; } = [];

    public VerificationPolicy Verification { get; init; } = new();

    /// <summary>Set exactly when <see cref="Kind"/> is <see cref="JobKind.Service"/>.</summary>
    public ServiceEndpoint? Service { get; init; }

    /// <summary>Null when the submitter takes any price.</summary>
    public PriceLimit? Price { get; init; }

    /// <summary>How long the job may run on when its node cannot renew the lease; null stops it before the lease expires.</summary>
    public TimeSpan? DisconnectGrace { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL when the job is stopped.</summary>
    public TimeSpan StopGrace { get; init; } = JobDefaults.StopGrace;

    /// <summary>The one byte sequence this spec has (RFC 8785): every default written out, keys without a value left out.</summary>
    public byte[] ToCanonicalJson() => CanonicalJson.Canonicalize(JsonText.Of(writer => JobSpecFields.Root.Write(writer, this)));

    /// <summary>The <c>specDigest</c> of an attestation: SHA-256 of <see cref="ToCanonicalJson"/>.</summary>
    public Hash32 Digest() => Hash32.Sha256(ToCanonicalJson());
}
