namespace DePin.Protocol.Wire;

/// <summary>The attempt reached a phase.</summary>
public sealed record PhaseChanged : NodeEvent
{
    public required AttemptPhase Phase { get; init; }
}
