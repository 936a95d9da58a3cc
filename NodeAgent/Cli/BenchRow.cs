using System.Globalization;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.NodeAgent.Cli;

/// <summary>One line of a run for people, whatever was measured: at most 80 columns.</summary>
internal static class BenchRow
{
    public static string Heading(bool conditions) =>
        Row("", "Median", "Min", "Max", conditions ? "Clock" : "", conditions ? "Power" : "", "Last run");

    /// <param name="change">Since the last run; null where there is nothing to compare with.</param>
    /// <param name="conditions">The GPU's meanwhile; null for none.</param>
    public static string Of<TFigure>(
        string name, Benchmark.Figures.Windows taken, MeasurementUnit unit, FigureChange<TFigure>? change, GpuConditions? conditions)
    {
        (string min, string max) = taken.Count == 1
            ? ("", "")
            : (HumanText.Beside(taken.Min, taken.Median, unit), HumanText.Beside(taken.Max, taken.Median, unit));
        return Row(
            name, HumanText.Figure(taken.Median, unit), min, max,
            conditions?.LowestSmMhz is { } clock ? Invariant($"{clock} MHz") : "",
            conditions?.PowerWatts is { } watts ? Invariant($"{watts:0} W") : "",
            Change(change));
    }

    public static string Unmeasured(string name, string? reason) => $"  {name,-20} not measured: {reason}";

    private static string Row(string name, string median, string min, string max, string clock, string power, string change) =>
        $"  {name,-20}{median,13}{min,7}{max,7}{clock,9}{power,7}  {change}".TrimEnd();

    private static string Change<TFigure>(FigureChange<TFigure>? change) => change switch
    {
        null => "",
        { Notable: false } => "as before",
        { Ratio: > 1 and var ratio } => Invariant($"{ratio:0.00} x better"),
        { Ratio: var ratio } => Invariant($"{1 / ratio:0.00} x worse"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
