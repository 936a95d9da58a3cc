using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>A command that its node has not acknowledged. A lease is rebuilt from job and attempt when it is sent.</summary>
/// <param name="Attempt">Of a run or a cancel.</param>
/// <param name="Reason">Of a cancel.</param>
/// <param name="Challenge">Of a challenge: its digest.</param>
internal sealed record CommandRow(Address Node, BootId Boot, long Sequence, CommandKind Kind, AttemptId? Attempt, string? Reason,
    Hash32? Challenge = null);
