using DePin.Benchmark.Gpus.Measuring;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Gpus.Worker;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>Shows a run's progress: a bar on a terminal, one line for each figure elsewhere, nothing beside JSON.</summary>
internal static class BenchProgressView
{
    public static async Task<T> FollowAsync<T>(CliContext context, bool silent, Func<IProgress<BenchLine>, Task<T>> run)
    {
        if (silent)
        {
            return await run(new Reporter<BenchLine>(_ => { }));
        }

        if (!context.Out.Profile.Capabilities.Interactive)
        {
            return await run(new Reporter<BenchLine>(line => Print(context.Error, line)));
        }

        Progress bar = context.Out.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn());
        return await bar.StartAsync(async live =>
        {
            ProgressTask task = live.AddTask("measuring");
            return await run(new Reporter<BenchLine>(line =>
            {
                task.MaxValue = line.Total;
                task.Value = line.Done;
                task.Description = Markup.Escape(line.What);
            }));
        });
    }

    /// <summary>The machine's own figures as lines.</summary>
    public static IProgress<BenchProgress> OfMachine(IProgress<BenchLine> lines) => new Reporter<BenchProgress>(step =>
        lines.Report(new BenchLine(
            BenchTable.Name(step.Figure), step.Done, step.Total,
            step.Finished is { } figure ? HumanText.Figure(figure.Median, figure.Unit) : null)));

    /// <summary>The GPUs' figures as lines.</summary>
    public static IProgress<GpuBenchProgress> OfGpus(IProgress<BenchLine> lines) => new Reporter<GpuBenchProgress>(at =>
        lines.Report(new BenchLine(
            $"GPU {at.Number} of {at.Gpus} at {at.Gpu.Address}, {GpuFigures.Words(at.Step.Figure)}", at.Step.Done, at.Step.Total,
            at.Step.Taken is { } taken ? HumanText.Figure(taken.Median, taken.Unit) : $"not measured: {at.Step.Reason}")));

    private static void Print(TextWriter error, BenchLine line)
    {
        if (line.Result is { } result)
        {
            error.WriteLine($"{line.Done}/{line.Total} {line.What}: {result}");
        }
    }

    /// <summary>Reports on the caller's thread, in order; the framework's <see cref="Progress{T}"/> promises neither.</summary>
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
