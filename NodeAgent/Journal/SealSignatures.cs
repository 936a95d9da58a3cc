using DePin.Attestation;

namespace DePin.NodeAgent.Journal;

/// <summary>Who signed a seal's digest.</summary>
/// <param name="Node">The node's own signature.</param>
/// <param name="CounterSignature">The scheduler's over the same digest; null until it accepted the attestation.</param>
/// <param name="Scheduler">The account that counter-signed.</param>
public sealed record SealSignatures(Signature Node, Signature? CounterSignature, Address? Scheduler);
