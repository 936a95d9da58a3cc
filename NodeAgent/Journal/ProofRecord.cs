using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>A challenge that this node was given, and how far it came.</summary>
/// <param name="Id">Its digest.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
public sealed record ProofRecord(Hash32 Id, GpuChallenge Challenge, long ReceivedAt, ProofStage Stage);
