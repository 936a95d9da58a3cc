using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>The scheduler's acceptance of an attestation; the same for every repeat of the same digest.</summary>
/// <param name="Digest">The EIP-712 digest both sides signed.</param>
public sealed record AttestationReply(Hash32 Digest, Signature CounterSignature, Address Scheduler);
