namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>A figure that there is no number of, and why.</summary>
public sealed record Unmeasured(GpuFigure Figure, string Reason);
