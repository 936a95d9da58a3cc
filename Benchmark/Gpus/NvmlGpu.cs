namespace DePin.Benchmark.Gpus;

/// <summary>One GPU as NVML sees it.</summary>
public sealed record NvmlGpu
{
    public required int Index { get; init; }

    /// <summary>Why it could not be asked further, such as that it is lost; null when it could.</summary>
    public CallFailure? Failure { get; init; }

    public string? Uuid { get; init; }

    public string? Name { get; init; }

    public PciAddress? Address { get; init; }

    /// <summary>The card's number on the PCI bus.</summary>
    public int? DeviceId { get; init; }

    public int? Minor { get; init; }

    /// <summary>Such as <c>9.0</c>.</summary>
    public string? ComputeCapability { get; init; }

    public long? MemoryBytes { get; init; }

    public GpuState State { get; init; } = new();
}
