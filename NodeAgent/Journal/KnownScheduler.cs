using DePin.Attestation;

namespace DePin.NodeAgent.Journal;

/// <summary>The scheduler this node works for, as it was first met: from then on, another key or domain is refused.</summary>
public sealed record KnownScheduler(Address Address, Eip712Domain Domain);
