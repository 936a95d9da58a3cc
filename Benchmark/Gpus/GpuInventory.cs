namespace DePin.Benchmark.Gpus;

/// <summary>The machine's NVIDIA GPUs and all there is to say about them. On a machine without any, nothing is in it.</summary>
public sealed record GpuInventory
{
    public static readonly GpuInventory None = new();

    /// <summary>The kernel driver's version; null when none is loaded.</summary>
    public string? Driver { get; init; }

    /// <summary>The newest CUDA that it runs, such as <c>12.4</c>.</summary>
    public string? Cuda { get; init; }

    public IReadOnlyList<Gpu> Gpus { get; init; } = [];

    /// <summary>Confidential computing is on; null where the machine has none.</summary>
    public bool? ConfidentialComputing { get; init; }

    public IReadOnlyList<GpuFinding> Findings { get; init; } = [];

    /// <summary>Everything here comes from a simulated driver.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether nothing of NVIDIA's is in this machine: no GPU, no driver, nothing to say.</summary>
    public bool IsEmpty() => Driver is null && Gpus.Count == 0 && Findings.Count == 0;

    /// <summary>The same with more findings; what is said twice is said once.</summary>
    public GpuInventory With(IEnumerable<GpuFinding> more) => this with { Findings = [.. Findings.Concat(more).Distinct()] };
}
