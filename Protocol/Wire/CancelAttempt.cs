namespace DePin.Protocol.Wire;

/// <summary>Stop this attempt with its stop grace, collect what there is, and attest <c>cancelled</c>.</summary>
public sealed record CancelAttempt : NodeCommand
{
    public required AttemptId Attempt { get; init; }

    public required long Epoch { get; init; }

    public required string Reason { get; init; }
}
