using System.CommandLine;
using System.Text.Json;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Measuring;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node bench</c>: measures the machine and its GPUs, with progress, and compares with the last run.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> _quick = new("--quick")
    {
        Description = "Under 10 seconds instead of about 60, for the machine and again for each GPU.",
    };

    private static readonly Option<string?> _directory = new("--directory")
    {
        Description = "The directory whose disk is measured and where the history is kept. Default: the state directory.",
        HelpName = "DIR",
    };

    public static Command Build(CliContext context)
    {
        Command command = new("bench", "Measure this machine: processor, memory, disk, the way to the scheduler, GPUs that no job has.")
        {
            _quick,
            _directory,
            GpusCommand.AcceptSimulated,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            BenchTarget target = BenchTarget.Find(context, result, result.GetValue(_directory));
            return (int)await RunAsync(context, result, target, result.GetValue(CommonOptions.Json), token);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        CliContext context, ParseResult result, BenchTarget target, bool json, CancellationToken token)
    {
        bool quick = result.GetValue(_quick);
        if (!Directory.Exists(target.Directory))
        {
            return await context.FailAsync(
                ExitCode.Configuration,
                $"there is no directory {target.Directory}. Name one that exists with --directory, or start the service once.");
        }

        try
        {
            MeasuredMachine machine = new(target.Directory, target.Scheduler, context.Time);
            MeasuredRun run = await BenchProgressView.FollowAsync(
                context, json, lines => machine.MeasureAsync(quick, BenchProgressView.OfMachine(lines), token));
            GpuBenchView gpus = await MeasureGpusAsync(context, result, target, json, token);
            if (json)
            {
                BenchView view = new(run.Report, run.Comparison, gpus);
                await context.Text.WriteLineAsync(JsonSerializer.Serialize(view, CliJson.Default.BenchView).AsMemory(), token);
            }
            else
            {
                BenchTable.Show(context.Out, run);
                GpuBenchTable.Show(context.Out, gpus);
            }

            return run.Report.Trustworthy() && gpus.IsWell() ? ExitCode.Ok : ExitCode.NotWell;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(
                ExitCode.NotWell, $"the history in {target.Directory} cannot be kept: {problem.Message} Use sudo, or --directory.");
        }
    }

    private static async Task<GpuBenchView> MeasureGpusAsync(
        CliContext context, ParseResult result, BenchTarget target, bool json, CancellationToken token)
    {
        GpuBenchmark benchmark = new(GpusCommand.StartOf(context, result, target.Directory), context.Time);
        IReadOnlySet<string> held = await RunningService.HeldGpusAsync(context, result, token);
        (GpuInventory inventory, GpuBenchRun run) = await BenchProgressView.FollowAsync(
            context, json, lines => benchmark.RunAsync(result.GetValue(_quick), held, BenchProgressView.OfGpus(lines), token));
        IReadOnlyList<GpuComparison> comparisons = await new MeasuredGpus(target.Directory, context.Time).KeepAsync(run, token);
        IEnumerable<GpuFinding> found = run.AllFindings().Concat(comparisons.SelectMany(comparison => comparison.Drops()));
        return new GpuBenchView(inventory, run, comparisons, inventory.With(found).Findings);
    }
}
