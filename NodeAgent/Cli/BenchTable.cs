using System.Globalization;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Measuring;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>A run for people: a line for each figure, then what is worth knowing.</summary>
internal static class BenchTable
{
    public static void Show(IAnsiConsole console, MeasuredRun run)
    {
        MachineFacts machine = run.Report.Machine;
        console.WriteLine(FormattableString.Invariant(
            $"{HumanText.Words(machine.CpuModel)}, {machine.UsableCores():0.##} cores, {HumanText.Size(machine.UsableMemoryBytes())}"));
        console.WriteLine(BenchRow.Heading(conditions: false));
        foreach (Measurement figure in run.Report.Figures)
        {
            console.WriteLine(BenchRow.Of(
                Name(figure.Figure), figure.Numbers(), figure.Unit,
                run.Comparison?.Changes.FirstOrDefault(change => change.Figure == figure.Figure), conditions: null));
        }

        foreach (Finding finding in run.Report.Findings)
        {
            string about = finding.Figure is { } figure ? Name(figure) + ": " : "";
            console.WriteLine($"! {about}{HumanText.Words(finding.Message)}");
            console.WriteLine($"  {HumanText.Words(finding.Remedy)}");
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Took {run.Report.Seconds:0.0} s."));
    }

    /// <summary>The figure in words.</summary>
    public static string Name(MachineFigure figure) => figure switch
    {
        MachineFigure.CpuFp32OneCore => "FP32, one core",
        MachineFigure.CpuFp32AllCores => "FP32, all cores",
        MachineFigure.CpuSha256OneCore => "SHA-256, one core",
        MachineFigure.CpuSha256AllCores => "SHA-256, all cores",
        MachineFigure.MemoryRead => "memory read",
        MachineFigure.MemoryCopy => "memory copy",
        MachineFigure.MemoryTriad => "memory triad",
        MachineFigure.DiskWrite => "disk write",
        MachineFigure.DiskRead => "disk read",
        MachineFigure.DiskSync => "disk sync",
        MachineFigure.SchedulerRoundTrip => "scheduler round trip",
        MachineFigure.SchedulerUpload => "scheduler upload",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
