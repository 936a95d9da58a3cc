namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>One measuring of the machine's GPUs.</summary>
public sealed record GpuBenchRun
{
    /// <summary>When it ended, Unix seconds.</summary>
    public required long MeasuredAt { get; init; }

    /// <summary>True for the short run: fewer and shorter windows.</summary>
    public required bool Quick { get; init; }

    /// <summary>A simulated driver's: nothing here is of hardware.</summary>
    public required bool Simulated { get; init; }

    /// <summary>The kernel driver's version.</summary>
    public string? Driver { get; init; }

    public required IReadOnlyList<MeasuredGpu> Gpus { get; init; }

    /// <summary>Ordered pairs.</summary>
    public required IReadOnlyList<PeerCopy> Peers { get; init; }

    /// <summary>What was found between GPUs; what is wrong with one is with that one.</summary>
    public required IReadOnlyList<GpuFinding> PeerFindings { get; init; }

    public IEnumerable<GpuFinding> AllFindings() => Gpus.SelectMany(gpu => gpu.Findings).Concat(PeerFindings);
}
