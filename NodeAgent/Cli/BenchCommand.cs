using System.CommandLine;
using System.Text.Json;
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
        Command command = new("bench", "Measure this machine: processor, memory, disk, and the way to the scheduler.")
        {
            _quick,
            _directory,
            CommonOptions.Json,
        };
        command.SetAction(async (result, token) =>
        {
            BenchTarget target = BenchTarget.Find(context, result, result.GetValue(_directory));
            return (int)await RunAsync(context, target, result.GetValue(_quick), result.GetValue(CommonOptions.Json), token);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(CliContext context, BenchTarget target, bool quick, bool json, CancellationToken token)
    {
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
            if (json)
            {
                await context.Text.WriteLineAsync(JsonSerializer.Serialize(run, MeasuringJson.Default.MeasuredRun).AsMemory(), token);
            }
            else
            {
                BenchTable.Show(context.Out, run);
            }

            return run.Report.Trustworthy() ? ExitCode.Ok : ExitCode.NotWell;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(
                ExitCode.NotWell, $"the history in {target.Directory} cannot be kept: {problem.Message} Use sudo, or --directory.");
        }
    }
}
