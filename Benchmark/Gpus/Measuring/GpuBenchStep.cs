namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>How far the measuring of a GPU is: <see cref="Done"/> of <see cref="Total"/> figures, the last with its outcome.</summary>
/// <param name="Taken">Null where there is no number.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record GpuBenchStep(GpuFigure Figure, int Done, int Total, GpuMeasurement? Taken, string? Reason);
