namespace DePin.Benchmark.Gpus;

/// <summary>One GPU as CUDA sees it, or the part of a split one that this process got.</summary>
/// <param name="Uuid">As NVML writes it.</param>
/// <param name="Peers">UUIDs of those whose memory it reaches directly.</param>
public sealed record CudaGpu(
    int Ordinal, string Uuid, string Name, PciAddress Address, string ComputeCapability, long MemoryBytes, int Multiprocessors,
    IReadOnlyList<string> Peers);
