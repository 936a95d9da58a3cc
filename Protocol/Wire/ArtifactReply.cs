namespace DePin.Protocol.Wire;

/// <param name="Durable">Bytes of the file durably held: the next offset to send.</param>
/// <param name="Complete">All bytes are there and hash to the name they were sent under.</param>
public sealed record ArtifactReply(long Durable, bool Complete);
