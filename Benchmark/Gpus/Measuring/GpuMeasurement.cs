using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>One figure of a GPU: the median of its windows with the best and the worst beside it, and how the GPU was meanwhile.</summary>
public sealed record GpuMeasurement
{
    public required GpuFigure Figure { get; init; }

    public required MeasurementUnit Unit { get; init; }

    public required double Median { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>Windows (or single operations, for a time) behind the median; the warm-up is not among them.</summary>
    public required int Windows { get; init; }

    /// <summary>What exactly was done and how it was checked, for people.</summary>
    public required string Method { get; init; }

    /// <summary>Clocks, power and what held them back in the windows; null where NVML does not say.</summary>
    public GpuConditions? Conditions { get; init; }

    /// <summary>The numbers alone.</summary>
    public Windows Numbers() => new(Median, Min, Max, Windows);

    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static GpuMeasurement Of(
        GpuFigure figure, MeasurementUnit unit, IEnumerable<double> samples, string method, GpuConditions? conditions)
    {
        Windows windows = Benchmark.Figures.Windows.Of(samples);
        return new GpuMeasurement
        {
            Figure = figure,
            Unit = unit,
            Median = windows.Median,
            Min = windows.Min,
            Max = windows.Max,
            Windows = windows.Count,
            Method = method,
            Conditions = conditions,
        };
    }
}
