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

    /// <summary>Maximum over minimum; 1 on a perfectly quiet machine.</summary>
    public double Spread() => Min > 0 ? Max / Min : double.PositiveInfinity;

    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static Measurement Of(MachineFigure figure, MeasurementUnit unit, IEnumerable<double> samples, string method)
    {
        double[] sorted = [.. samples.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException($"{figure} has no sample", nameof(samples));
        }

        int middle = sorted.Length / 2;
        return new Measurement
        {
            Figure = figure,
            Unit = unit,
            Median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
            Min = sorted[0],
            Max = sorted[^1],
            Windows = sorted.Length,
            Method = method,
        };
    }
}
