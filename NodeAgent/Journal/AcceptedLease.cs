using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>A lease as it was accepted.</summary>
/// <param name="Lease">As the scheduler sent it.</param>
/// <param name="AcceptedAt">Unix milliseconds.</param>
public sealed record AcceptedLease(Lease Lease, long AcceptedAt);
