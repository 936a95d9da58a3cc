using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>The node resolved the job's image tag to a manifest digest; from then on it binds this attempt, and no other.</summary>
public sealed record ImageResolved : NodeEvent
{
    public required ContentHash Digest { get; init; }
}
