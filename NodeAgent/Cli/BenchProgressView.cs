using DePin.Benchmark.Machine;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>Shows a run's progress: a bar on a terminal, one line for each figure elsewhere, nothing beside JSON.</summary>
internal static class BenchProgressView
{
    public static async Task<T> FollowAsync<T>(CliContext context, bool silent, Func<IProgress<BenchProgress>, Task<T>> run)
    {
        if (silent)
        {
            return await run(new Reporter(_ => { }));
        }

        if (!context.Out.Profile.Capabilities.Interactive)
        {
            return await run(new Reporter(step => Print(context.Error, step)));
        }

        Progress bar = context.Out.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn());
        return await bar.StartAsync(async live =>
        {
            ProgressTask task = live.AddTask("measuring");
            return await run(new Reporter(step =>
            {
                task.MaxValue = step.Total;
                task.Value = step.Done;
                task.Description = Markup.Escape(BenchTable.Name(step.Figure));
            }));
        });
    }

    private static void Print(TextWriter error, BenchProgress step)
    {
        if (step.Finished is { } figure)
        {
            error.WriteLine($"{step.Done}/{step.Total} {BenchTable.Name(step.Figure)}: {HumanText.Figure(figure.Median, figure.Unit)}");
        }
    }

    /// <summary>Reports on the caller's thread, in order; the framework's <see cref="Progress{T}"/> promises neither.</summary>
    private sealed class Reporter(Action<BenchProgress> report) : IProgress<BenchProgress>
    {
        public void Report(BenchProgress value) => report(value);
    }
}
