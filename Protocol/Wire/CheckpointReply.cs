using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>The checkpoint is durable, and the job's next attempt goes on from it.</summary>
/// <param name="Link">What the next one must name as the link before.</param>
public sealed record CheckpointReply(long Number, Hash32 Link);
