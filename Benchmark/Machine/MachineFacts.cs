namespace DePin.Benchmark.Machine;

/// <summary>What the system says about the machine: context for the figures, never one of them.</summary>
public sealed record MachineFacts
{
    public required string CpuModel { get; init; }

    /// <summary>Cores this process may use; the cgroup's quota is not counted in.</summary>
    public required int Cores { get; init; }

    /// <summary>Width of the vectors used for FP32, in bits.</summary>
    public required int VectorBits { get; init; }

    /// <summary>All caches of the last level together, in bytes; null where nothing tells.</summary>
    public long? LastLevelCacheBytes { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Memory that could be allocated when the run began, in bytes.</summary>
    public required long MemoryAvailableBytes { get; init; }

    /// <summary>The smallest memory limit of the cgroups around this process, in bytes; null without one.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The smallest processor quota of the cgroups around this process, in cores; null without one.</summary>
    public double? CpuQuotaCores { get; init; }

    /// <summary>What a process here can really have: the memory, or the limit where that is smaller.</summary>
    public long UsableMemoryBytes() => Math.Min(MemoryBytes, MemoryLimitBytes ?? long.MaxValue);

    /// <summary>What a process here can really have: the cores, or the quota where that is smaller.</summary>
    public double UsableCores() => Math.Min(Cores, CpuQuotaCores ?? double.MaxValue);
}
