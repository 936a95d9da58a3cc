using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Machine;

/// <summary>One figure: the median of its windows with the best and the worst beside it, and how it was taken.</summary>
public sealed record Measurement
{
    public required MachineFigure Figure { get; init; }

    public required MeasurementUnit Unit { get; init; }

    public required double Median { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>Windows (or single operations, for a time) behind the median; the warm-up is not among them.</summary>
    public required int Windows { get; init; }

    /// <summary>What exactly was done, for people: vector width, sizes, how the page cache was avoided.</summary>
    public required string Method { get; init; }

    /// <summary>The numbers alone.</summary>
    public Windows Numbers() => new(Median, Min, Max, Windows);

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
