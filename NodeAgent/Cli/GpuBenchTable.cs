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

        console.WriteLine(BenchRow.Heading(conditions: true));
        GpuComparison? comparison = view.Comparisons.FirstOrDefault(candidate => candidate.Gpu == gpu.Uuid);
        foreach (GpuFigure figure in GpuFigures.OfOne)
        {
            console.WriteLine(gpu.Find(figure) is { } taken
                ? BenchRow.Of(
                    GpuFigures.Words(figure), taken.Numbers(), taken.Unit,
                    comparison?.Changes.FirstOrDefault(change => change.Figure == figure), taken.Conditions)
                : BenchRow.Unmeasured(
                    GpuFigures.Words(figure), gpu.Unmeasured.FirstOrDefault(one => one.Figure == figure)?.Reason));
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
            console.WriteLine(BenchRow.Of<GpuFigure>(way, copy.Rate.Numbers(), copy.Rate.Unit, null, null));
        }
    }

    /// <summary>That the power limit holds it back is how it should be, and still worth a word.</summary>
    private static string Slowed(MeasuredGpu gpu)
    {
        ClockReasons reasons = gpu.Figures.Select(figure => figure.Conditions?.Reasons ?? ClockReasons.None)
            .Aggregate(ClockReasons.None, (all, one) => all | one) & ~ClockReasons.Idle;
        return reasons == ClockReasons.None ? "" : $" Clocks were held back by {reasons}.";
    }

    private static int Number(GpuBenchRun run, string uuid) => 1 + run.Gpus.Index().First(entry => entry.Item.Uuid == uuid).Index;
}
