using System.Globalization;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>
/// The GPUs' figures for people, within 80 columns: a block for each GPU, the ways between them, then what is worth knowing.
/// </summary>
internal static class GpuBenchTable
{
    public static void Show(IAnsiConsole console, GpuBenchView view)
    {
        if (!GpuTable.ShowHeading(console, view.Inventory))
        {
            return;
        }

        foreach (MeasuredGpu gpu in view.Run.Gpus)
        {
            Show(console, gpu, view);
        }

        ShowPeers(console, view);
        GpuTable.ShowFindings(console, view.Findings);
    }

    private static void Show(IAnsiConsole console, MeasuredGpu gpu, GpuBenchView view)
    {
        console.WriteLine();
        console.WriteLine($"{HumanText.Words(gpu.Name ?? "unknown")}, {HumanText.Words(gpu.Uuid)}");
        if (gpu.Figures.Count == 0)
        {
            console.WriteLine("  not measured, see the findings below");
            return;
        }

        console.WriteLine(Row("", "median", "min", "max", "clock", "power", "last run"));
        GpuComparison? comparison = view.Comparisons.FirstOrDefault(candidate => candidate.Gpu == gpu.Uuid);
        foreach (GpuFigure figure in GpuFigures.OfOne)
        {
            console.WriteLine(gpu.Find(figure) is { } taken
                ? Row(GpuFigures.Words(figure), taken, Change(comparison?.Changes.FirstOrDefault(change => change.Figure == figure)))
                : $"  {GpuFigures.Words(figure),-18} not measured: {gpu.Unmeasured.FirstOrDefault(one => one.Figure == figure)?.Reason}");
        }

        console.WriteLine(FormattableString.Invariant($"  Kernels {gpu.Path ?? "unknown"}; took {gpu.Seconds:0.0} s.{Slowed(gpu)}"));
    }

    private static void ShowPeers(IAnsiConsole console, GpuBenchView view)
    {
        if (view.Run.Peers.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("From GPU to GPU, in their order above, every bit checked");
        foreach (PeerCopy copy in view.Run.Peers)
        {
            string way = $"{Number(view.Run, copy.From)} to {Number(view.Run, copy.To)}{(copy.Direct ? "" : ", not direct")}";
            console.WriteLine(Row(way, copy.Rate, ""));
        }
    }

    private static string Row(string name, GpuMeasurement taken, string change)
    {
        (string min, string max) = taken.Windows == 1 ? ("", "")
            : (HumanText.Beside(taken.Min, taken.Median, taken.Unit), HumanText.Beside(taken.Max, taken.Median, taken.Unit));
        return Row(
            name, HumanText.Figure(taken.Median, taken.Unit), min, max,
            taken.Conditions?.LowestSmMhz is { } clock ? Invariant($"{clock} MHz") : "",
            taken.Conditions?.PowerWatts is { } watts ? Invariant($"{watts:0} W") : "",
            change);
    }

    /// <summary>78 columns with the last one's longest text.</summary>
    private static string Row(string name, string median, string min, string max, string clock, string power, string change) =>
        $"  {name,-18}{median,14}{min,7}{max,7}{clock,10}{power,7}  {change}".TrimEnd();

    private static string Change(FigureChange<GpuFigure>? change) => change switch
    {
        null => "",
        { Notable: false } => "as before",
        { Ratio: > 1 and var ratio } => Invariant($"{ratio:0.00} x better"),
        { Ratio: var ratio } => Invariant($"{1 / ratio:0.00} x worse"),
    };

    /// <summary>That the power limit holds it back is how it should be, and still worth a word.</summary>
    private static string Slowed(MeasuredGpu gpu)
    {
        ClockReasons reasons = gpu.Figures.Select(figure => figure.Conditions?.Reasons ?? ClockReasons.None)
            .Aggregate(ClockReasons.None, (all, one) => all | one) & ~ClockReasons.Idle;
        return reasons == ClockReasons.None ? "" : $" Clocks were held back by {reasons}.";
    }

    private static int Number(GpuBenchRun run, string uuid) => 1 + run.Gpus.Index().First(entry => entry.Item.Uuid == uuid).Index;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
