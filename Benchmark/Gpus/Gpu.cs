namespace DePin.Benchmark.Gpus;

/// <summary>One GPU, put together from what the kernel driver, NVML and CUDA say of it. Nothing here is measured.</summary>
public sealed record Gpu
{
    /// <summary>Such as <c>GPU-3b0f1c52-9d7e-4a5e-8c11-0a1b2c3d4e5f</c>.</summary>
    public required string Uuid { get; init; }

    public required PciAddress Address { get; init; }

    /// <summary>Of its device node.</summary>
    public int? Minor { get; init; }

    /// <summary>As the driver names it; any name is right, for nothing is looked up by it.</summary>
    public string? Name { get; init; }

    /// <summary>Such as <c>9.0</c>.</summary>
    public string? ComputeCapability { get; init; }

    public int? Multiprocessors { get; init; }

    /// <summary>Memory as the driver states it, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>CUDA offers it to programs.</summary>
    public required bool Usable { get; init; }

    /// <summary>UUIDs of the GPUs whose memory it reaches directly.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    public GpuState State { get; init; } = new();
}
