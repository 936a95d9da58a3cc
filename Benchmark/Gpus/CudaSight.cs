namespace DePin.Benchmark.Gpus;

/// <summary>The machine as CUDA sees it.</summary>
public sealed record CudaSight
{
    /// <summary>Why nothing could be asked; null when it could.</summary>
    public CallFailure? Failure { get; init; }

    /// <summary>The newest CUDA that the driver runs, such as <c>12.4</c>.</summary>
    public string? Version { get; init; }

    public IReadOnlyList<CudaGpu> Gpus { get; init; } = [];

    /// <param name="uuid">As NVML writes it.</param>
    public CudaGpu? Find(string uuid) => Gpus.FirstOrDefault(gpu => gpu.Uuid == uuid);
}
