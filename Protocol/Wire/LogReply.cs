namespace DePin.Protocol.Wire;

/// <param name="Durable">Bytes of the log durably held: the next offset to send.</param>
public sealed record LogReply(long Durable);
