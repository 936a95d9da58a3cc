namespace DePin.Benchmark.Gpus;

/// <summary>The machine as NVML sees it.</summary>
public sealed record NvmlSight
{
    /// <summary>Why nothing could be asked; null when it could.</summary>
    public CallFailure? Failure { get; init; }

    /// <summary>The driver that the library belongs to.</summary>
    public string? Driver { get; init; }

    public IReadOnlyList<NvmlGpu> Gpus { get; init; } = [];

    /// <summary>Confidential computing is on; null where the machine has none.</summary>
    public bool? ConfidentialComputing { get; init; }

    /// <summary>With it on, whether the GPUs take work yet.</summary>
    public bool? ConfidentialComputingReady { get; init; }
}
