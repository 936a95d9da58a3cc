using DePin.Benchmark.Figures;

namespace DePin.Benchmark.Machine;

/// <summary>A run beside an earlier one of the same kind. Pure.</summary>
/// <param name="PreviousAt">When the earlier run ended, Unix seconds.</param>
public sealed record MachineComparison(long PreviousAt, IReadOnlyList<FigureChange<MachineFigure>> Changes)
{
    public static MachineComparison Of(MachineReport previous, MachineReport current) =>
        new(previous.MeasuredAt, [.. current.Figures.SelectMany(now => Change(previous.Find(now.Figure), now))]);

    private static IEnumerable<FigureChange<MachineFigure>> Change(Measurement? before, Measurement now) =>
        before is not null && now.Numbers().Since(before.Numbers(), now.Figure, now.Unit) is { } change ? [change] : [];
}
