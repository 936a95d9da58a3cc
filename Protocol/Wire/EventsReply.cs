namespace DePin.Protocol.Wire;

/// <param name="AckEvent">The last event sequence whose effect is durable.</param>
public sealed record EventsReply(long AckEvent);
