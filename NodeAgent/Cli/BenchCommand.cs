using System.CommandLine;
using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Measuring;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node bench</c>: measures the machine as the service would, with progress, and compares with the last run.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> _quick = new("--quick") { Description = "Under 10 seconds instead of under 60." };

    private static readonly Option<string?> _directory = new("--directory")
    {
        Description = "The directory whose disk is measured and where the history is kept. Default: the state directory.",
        HelpName = "DIR",
    };

    public static Command Build(CliContext context)
    {
        Command command = new("bench", "Measure this machine: processor, memory, disk, the way to the scheduler; and try its GPUs out.")
        {
            _quick,
            _directory,
            GpusCommand.AcceptSimulated,
            CommonOptions.Json,
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
            MeasuredRun run = await BenchProgressView.FollowAsync(context, json, progress => machine.MeasureAsync(quick, progress, token));
            GpuReport gpus = await GpusCommand.TakeAsync(context, result, check: true, silent: json, token);
            if (json)
            {
                BenchView view = new(run.Report, run.Comparison, gpus);
                await context.Text.WriteLineAsync(JsonSerializer.Serialize(view, CliJson.Default.BenchView).AsMemory(), token);
            }
            else
            {
                BenchTable.Show(context.Out, run);
                GpuTable.Show(context.Out, gpus);
            }

            return run.Report.Trustworthy() && gpus.IsWell() ? ExitCode.Ok : ExitCode.NotWell;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(
                ExitCode.NotWell, $"the history in {target.Directory} cannot be kept: {problem.Message} Use sudo, or --directory.");
        }
    }
}
