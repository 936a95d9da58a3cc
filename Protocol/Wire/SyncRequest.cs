namespace DePin.Protocol.Wire;

/// <summary>
/// <c>POST /v1/node/sync</c>: the node's long poll and heartbeat. Held up to <see cref="WireLimits.SyncHold"/> unless there
/// is something to say.
/// </summary>
public sealed record SyncRequest
{
    public required BootId Boot { get; init; }

    /// <summary>The last command that is durable in the node's journal; 0 before the first.</summary>
    public required long AckCommand { get; init; }

    /// <summary>Grows with each change of the capacity, so that the capacity itself travels only then.</summary>
    public required long CapacityVersion { get; init; }

    /// <summary>Present when <see cref="CapacityVersion"/> is new to the scheduler (see <see cref="SyncReply.WantCapacity"/>).</summary>
    public SignedCapacity? Capacity { get; init; }

    /// <summary>False while the owner drains the node: it finishes what it holds and takes nothing new.</summary>
    public required bool Accepting { get; init; }

    /// <summary>
    /// True when the node cannot wait: a lease runs out unless the answer renews it, and an answer that is held back renews nothing.
    /// </summary>
    public bool AtOnce { get; init; }

    /// <summary>Every attempt the node has not finished; each is renewed, or answered as lost.</summary>
    public required IReadOnlyList<HeldLease> Holding { get; init; }

    /// <summary>Dense from the last acknowledged sequence + 1; at most <see cref="WireLimits.EventsPerSync"/>.</summary>
    public required IReadOnlyList<NodeEvent> Events { get; init; }
}
