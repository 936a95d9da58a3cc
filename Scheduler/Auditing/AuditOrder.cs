using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>Ask this GPU to prove this. Orders that are made together are sent at one moment.</summary>
internal sealed record AuditOrder(Address Node, string Gpu, uint Slot, ProofKind Proof, ChallengeSize Size);
