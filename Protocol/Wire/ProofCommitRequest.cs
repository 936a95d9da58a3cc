using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>All the work in 32 bytes, signed by the node in the scheduler's domain: it stops the clock.</summary>
public sealed record ProofCommitRequest(PogCommitment Message, Signature Signature);
