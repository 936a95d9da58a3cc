namespace DePin.Benchmark.Gpus;

/// <summary>How a GPU is, as NVML says. What the card or the driver does not tell is null.</summary>
public sealed record GpuState
{
    public PcieLink? Link { get; init; }

    public GpuPower? Power { get; init; }

    public GpuClocks? Clocks { get; init; }

    public ClockReasons? Reasons { get; init; }

    public int? TemperatureCelsius { get; init; }

    /// <summary>Memory that nobody uses, in bytes.</summary>
    public long? FreeBytes { get; init; }

    public EccState? Ecc { get; init; }

    public RemappedRows? Rows { get; init; }

    /// <summary>Pages of the memory are taken out of use at the next reset; of cards older than row remapping.</summary>
    public bool? PagesPending { get; init; }

    /// <summary>The GPU is split (MIG); null where it cannot be.</summary>
    public bool? Split { get; init; }

    /// <summary>Its parts, where it is split.</summary>
    public IReadOnlyList<MigSlice> Slices { get; init; } = [];

    /// <summary>NVLinks that are up, and how many there are; null without any.</summary>
    public int? NvLinksUp { get; init; }

    public int? NvLinks { get; init; }

    public FabricState? Fabric { get; init; }

    public bool? Persistence { get; init; }

    public ComputeMode? ComputeMode { get; init; }

    public string? Vbios { get; init; }
}
