using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>A capacity, the statement over its digest, and the node's signature of that statement.</summary>
public sealed record SignedCapacity(Capacity Capacity, CapacityStatement Statement, Signature Signature);
