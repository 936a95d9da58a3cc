using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>The node resolved the job's image tag to a manifest digest; the scheduler pins it for every later attempt.</summary>
public sealed record ImageResolved : NodeEvent
{
    public required ContentHash Digest { get; init; }
}
