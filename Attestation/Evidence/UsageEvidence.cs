namespace DePin.Attestation.Evidence;

/// <summary>
/// What an attempt used, as the node's kernel and container engine counted it. Null where this machine does not count it.
/// </summary>
public sealed record UsageEvidence
{
    /// <summary>Milliseconds of processor time, all cores together.</summary>
    public long? CpuMilliseconds { get; init; }

    /// <summary>The most memory held at once.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Size of the writable layer at the end.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Length of the log.</summary>
    public required long LogBytes { get; init; }

    public long? NetworkReceivedBytes { get; init; }

    public long? NetworkSentBytes { get; init; }
}
