namespace DePin.Protocol.Wire;

/// <summary>
/// Prove what one GPU can do, now: the scheduler's clock runs since it decided to ask (docs/proof-of-gpu.md, "Over the wire").
/// </summary>
public sealed record AnswerChallenge : NodeCommand
{
    /// <summary>Null when it ended before it reached the node: there is nothing to do.</summary>
    public GpuChallenge? Challenge { get; init; }
}
