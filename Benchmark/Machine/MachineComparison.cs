namespace DePin.Benchmark.Machine;

/// <summary>A run beside an earlier one of the same kind. Pure.</summary>
/// <param name="PreviousAt">When the earlier run ended, Unix seconds.</param>
public sealed record MachineComparison(long PreviousAt, IReadOnlyList<FigureChange> Changes)
{
    /// <summary>Differences below this are weather.</summary>
    private const double LeastChange = 0.10;

    public static MachineComparison Of(MachineReport previous, MachineReport current) =>
        new(previous.MeasuredAt, [.. current.Figures.Select(now => (now, before: previous.Find(now.Figure)))
            .Where(pair => pair.before is { Median: > 0 } && pair.now.Median > 0)
            .Select(pair => Change(pair.before!, pair.now))]);

    private static FigureChange Change(Measurement before, Measurement now)
    {
        double ratio = now.Unit == MeasurementUnit.Seconds ? before.Median / now.Median : now.Median / before.Median;
        bool apart = now.Min > before.Max || now.Max < before.Min;
        bool large = ratio > 1 + LeastChange || ratio < 1 / (1 + LeastChange);
        return new FigureChange(now.Figure, before.Median, now.Median, ratio, apart && large);
    }
}
