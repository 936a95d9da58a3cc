namespace DePin.Protocol.Wire;

/// <summary>The answer to a sync. Commands are sent again until acknowledged.</summary>
public sealed record SyncReply
{
    /// <summary>The last event sequence whose effect is durable.</summary>
    public required long AckEvent { get; init; }

    /// <summary>In order of their dense sequence, from the node's last acknowledgement + 1.</summary>
    public required IReadOnlyList<NodeCommand> Commands { get; init; }

    /// <summary>One verdict for each attempt the node said it holds.</summary>
    public required IReadOnlyList<LeaseVerdict> Leases { get; init; }

    /// <summary>True when the scheduler does not know the node's current capacity.</summary>
    public bool WantCapacity { get; init; }

    /// <summary>
    /// Milliseconds this reply was held back after its request had arrived, not more. A node counts every lease of the reply from the
    /// moment it sent the request plus this: never from the receipt, which a paused machine may notice minutes late.
    /// </summary>
    public int HeldMs { get; init; }

    /// <summary>
    /// The scheduler's clock when it made this reply, Unix milliseconds: a node holds its own against it. Null from an older scheduler.
    /// </summary>
    public long? TimeMs { get; init; }

    /// <summary>Milliseconds to wait before the next sync; 0 for at once.</summary>
    public int RetryAfterMs { get; init; }
}
