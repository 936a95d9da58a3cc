namespace DePin.NodeAgent.Configuration;

/// <summary>How GPUs are looked at.</summary>
public sealed record GpuOptions
{
    /// <summary>Ask a simulated driver too, and mark all that it says; for tests. Default false: it is refused.</summary>
    public bool AcceptSimulated { get; init; }

    /// <summary>
    /// Offer the processor as a GPU with so many bytes of memory, marked as simulated, and prove it as that; for tests. Default 0: no.
    /// </summary>
    public long StandInBytes { get; init; }
}
