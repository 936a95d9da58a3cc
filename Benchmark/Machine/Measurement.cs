using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Machine;

/// <summary>One figure: the median of its windows with the best and the worst beside it, and how it was taken.</summary>
public sealed record Measurement : FigureMeasurement<MachineFigure>
{
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static Measurement Of(MachineFigure figure, MeasurementUnit unit, IEnumerable<double> samples, string method)
    {
        Windows windows = Figures.Windows.Of(samples);
        return new Measurement
        {
            Figure = figure,
            Unit = unit,
            Median = windows.Median,
            Min = windows.Min,
            Max = windows.Max,
            Windows = windows.Count,
            Method = method,
        };
    }
}
