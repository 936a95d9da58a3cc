namespace DePin.Benchmark.Figures;

/// <summary>
/// What the windows of one figure, or its single operations, came to: the median counts, and the best and the worst stand beside it. Pure.
/// </summary>
public readonly record struct Windows(double Median, double Min, double Max, int Count)
{
    /// <summary>Differences between two runs below this are weather.</summary>
    private const double LeastChange = 0.10;

    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static Windows Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("there is no sample", nameof(samples));
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Windows(median, sorted[0], sorted[^1], sorted.Length);
    }

    /// <summary>Maximum over minimum; 1 on a perfectly quiet machine.</summary>
    public double Spread() => Min > 0 ? Max / Min : double.PositiveInfinity;

    /// <summary>These beside those of an earlier run; null where either has no median to compare.</summary>
    public FigureChange<TFigure>? Since<TFigure>(Windows before, TFigure figure, MeasurementUnit unit)
    {
        if (!(before.Median > 0 && Median > 0))
        {
            return null;
        }

        double ratio = unit == MeasurementUnit.Seconds ? before.Median / Median : Median / before.Median;
        bool apart = Min > before.Max || Max < before.Min;
        bool large = ratio > 1 + LeastChange || ratio < 1 / (1 + LeastChange);
        return new FigureChange<TFigure>(figure, before.Median, Median, ratio, apart && large);
    }
}
