namespace DePin.NodeAgent.Configuration;

/// <summary>What the owner keeps back; the rest of what was measured is on offer.</summary>
public sealed record OfferOptions
{
    /// <summary>Processor time kept back, in thousandths of a core. Default 0.</summary>
    public int ReserveCpuMillicores { get; init; }

    /// <summary>Memory kept back for the system and this agent, in bytes. Default 1 GiB.</summary>
    public long ReserveMemoryBytes { get; init; } = 1L << 30;

    /// <summary>Disk kept free where images and jobs live, in bytes. Default 5 GiB.</summary>
    public long ReserveDiskBytes { get; init; } = 5L << 30;

    /// <summary>Attempts that may run at once, 1 to 64. Default 8.</summary>
    public int MaxJobs { get; init; } = 8;

    /// <summary>Offer jobs a way out to public addresses, where the machine can keep them off private ones. Default true.</summary>
    public bool Egress { get; init; } = true;
}
