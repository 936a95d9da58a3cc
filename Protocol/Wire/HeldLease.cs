namespace DePin.Protocol.Wire;

/// <summary>An attempt a node holds, and how far it is: shown to the submitter, not stored.</summary>
/// <param name="Progress">Bytes pulled, collected or delivered so far, where the phase has such a measure.</param>
/// <param name="Total">Bytes in all, where known.</param>
public sealed record HeldLease(AttemptId Attempt, long Epoch, AttemptPhase Phase, long? Progress = null, long? Total = null);
