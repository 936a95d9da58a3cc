namespace DePin.Benchmark.Gpus.Checks;

/// <summary>What came of trying one GPU out.</summary>
public sealed record GpuCheck
{
    public required string Uuid { get; init; }

    /// <summary>Words computed on the GPU that were the right ones.</summary>
    public required long RightWords { get; init; }

    /// <summary>Memory in which every page kept what was written to it and nothing else, in bytes.</summary>
    public required long KeptBytes { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<GpuFinding> Findings { get; init; }
}
