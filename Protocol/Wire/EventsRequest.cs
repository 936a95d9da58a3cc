namespace DePin.Protocol.Wire;

/// <summary>
/// <c>POST /v1/node/events</c>: the same events as in a sync, at once, when one must not wait. The reply is an
/// <see cref="EventsReply"/>.
/// </summary>
public sealed record EventsRequest
{
    public required BootId Boot { get; init; }

    public required IReadOnlyList<NodeEvent> Events { get; init; }
}
