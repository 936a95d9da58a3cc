namespace DePin.Protocol.Wire;

/// <summary>A job that is to write checkpoints has not written a complete one for longer than it said it would take.</summary>
public sealed record CheckpointMissing : NodeEvent
{
    /// <summary>For people: since when, and what is wrong with what is there.</summary>
    public required string Reason { get; init; }
}
