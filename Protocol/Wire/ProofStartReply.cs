using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>The memory may be read now: what seeds the walk. The clock of the reading runs since this was decided.</summary>
public sealed record ProofStartReply(Hash32 Start);
