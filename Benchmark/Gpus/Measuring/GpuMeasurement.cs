using System.Text.Json.Serialization;
using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>One figure of a GPU: the median of its windows with the best and the worst beside it, and how the GPU was meanwhile.</summary>
public sealed record GpuMeasurement : FigureMeasurement<GpuFigure>
{
    /// <summary>Clocks, power and what held them back in the windows; null where NVML does not say.</summary>
    [JsonPropertyOrder(1)]
    public GpuConditions? Conditions { get; init; }

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
