namespace DePin.Protocol.Wire;

/// <summary>Run this job.</summary>
public sealed record RunLease : NodeCommand
{
    public required Lease Lease { get; init; }
}
