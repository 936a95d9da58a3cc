using DePin.Attestation;
using DePin.Protocol;

namespace DePin.Scheduler.Store;

/// <summary>An attestation, as the exact bytes of its envelope with our counter-signature in it.</summary>
/// <param name="Digest">EIP-712 digest: the primary key.</param>
/// <param name="Sequence">Unique together with <paramref name="Node"/>.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record AttestationRow(
    Hash32 Digest, JobId Job, AttemptId Attempt, Address Node, ulong Sequence, byte[] Envelope, Signature CounterSignature, long At);
