using System.Buffers.Binary;
using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>
/// One finished attempt of a job, as the node that ran it signs it (DESIGN §9). Every attempt that was leased ends with exactly one.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WorkAttestation : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "WorkAttestation(bytes32 jobId,bytes32 attemptId,uint64 leaseEpoch,address node,address beneficiary,"
        + "bytes32 specDigest,bytes32 imageDigest,bytes32 resultDigest,bytes32 evidenceDigest,uint64 startedAt,"
        + "uint64 finishedAt,uint64 gpuMilliseconds,int32 exitCode,uint8 outcome,uint64 sequence,bytes32 previous)";

    /// <summary>The exit code of what never ran.</summary>
    public const int NoExitCode = -1;

    /// <summary>The job.</summary>
    public required Hash32 JobId { get; init; }

    /// <summary>SHA-256(jobId ‖ leaseEpoch as eight big-endian bytes): see <see cref="AttemptIdOf"/>.</summary>
    public required Hash32 AttemptId { get; init; }

    /// <summary>The lease's fencing number; it grows with each grant of the job.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong LeaseEpoch { get; init; }

    /// <summary>The account of the key that signs this.</summary>
    public required Address Node { get; init; }

    /// <summary>The account that is paid. Its key never touches the node.</summary>
    public required Address Beneficiary { get; init; }

    /// <summary>SHA-256 of the canonical JSON (RFC 8785) of the resolved job spec.</summary>
    public required Hash32 SpecDigest { get; init; }

    /// <summary>SHA-256 digest of the OCI manifest that ran; zero when none was resolved.</summary>
    public required Hash32 ImageDigest { get; init; }

    /// <summary><see cref="Evidence.OutputManifest.Digest"/>: SHA-256 of the sorted manifest of outputs.</summary>
    public required Hash32 ResultDigest { get; init; }

    /// <summary>SHA-256 of the exact bytes of the in-toto statement.</summary>
    public required Hash32 EvidenceDigest { get; init; }

    /// <summary>Unix seconds: when the attempt began.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong StartedAt { get; init; }

    /// <summary>Unix seconds: when it ended, not before <see cref="StartedAt"/>.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong FinishedAt { get; init; }

    /// <summary>Milliseconds of GPU time: wall time of the container times the GPUs it held.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong GpuMilliseconds { get; init; }

    /// <summary>The container's exit code; −1 when no container ran.</summary>
    public required int ExitCode { get; init; }

    /// <summary>
    /// How the attempt ended, a number in JSON. A value that this version does not know is read and reported by the verifier.
    /// </summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Position in the node's chain of attestations, from 0, without a gap.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Sequence { get; init; }

    /// <summary>EIP-712 digest of the attestation with <see cref="Sequence"/> − 1; zero for the first.</summary>
    public required Hash32 Previous { get; init; }

    /// <summary>True when a container ran to an end that somebody saw.</summary>
    [JsonIgnore]
    public bool Ran => ExitCode != NoExitCode;

    /// <summary>
    /// The most that <see cref="GpuMilliseconds"/> can be: the times are whole seconds, so up to one more may have passed.
    /// </summary>
    public ulong MostGpuMilliseconds(int gpus) => Ran && FinishedAt >= StartedAt
        ? (ulong)UInt128.Min(ulong.MaxValue, (UInt128)(FinishedAt - StartedAt + UInt128.One) * 1000 * (uint)gpus)
        : 0;

    /// <summary>SHA-256(jobId ‖ leaseEpoch as eight big-endian bytes): the job and the epoch name the attempt, and it names them.</summary>
    public static Hash32 AttemptIdOf(Hash32 jobId, ulong leaseEpoch)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size + sizeof(ulong)];
        jobId.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[Hash32.Size..], leaseEpoch);
        return Hash32.Sha256(bytes);
    }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[17 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(JobId);
        words.Add(AttemptId);
        words.Add(LeaseEpoch);
        words.Add(Node);
        words.Add(Beneficiary);
        words.Add(SpecDigest);
        words.Add(ImageDigest);
        words.Add(ResultDigest);
        words.Add(EvidenceDigest);
        words.Add(StartedAt);
        words.Add(FinishedAt);
        words.Add(GpuMilliseconds);
        words.Add(ExitCode);
        words.Add((ulong)Outcome);
        words.Add(Sequence);
        words.Add(Previous);
        return words.Hash();
    }
}
