using System.CommandLine;
using System.Text.Json;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node gpus</c>: which GPUs this machine has, how they are, with <c>--check</c> whether they do what they say.</summary>
internal static class GpusCommand
{
    public static readonly Option<bool> AcceptSimulated = new("--accept-simulated")
    {
        Description = "Ask a simulated GPU driver too, for tests. Everything it says is marked.",
    };

    private static readonly Option<bool> _check = new("--check")
    {
        Description = "Try each GPU out: it computes, and all of its free memory is written and read. Not while jobs use it.",
    };

    public static Command Build(CliContext context)
    {
        Command command = new("gpus", "Say which GPUs this machine has, how they are, and what is wrong with them.")
        {
            _check,
            AcceptSimulated,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            bool json = result.GetValue(CommonOptions.Json);
            GpuReport report = await TakeAsync(context, result, result.GetValue(_check), silent: json, token);
            GpusView view = new(report.Inventory, report.Checks, await RunningService.ProofsAsync(context, result, token));
            if (json)
            {
                await context.Text.WriteLineAsync(JsonSerializer.Serialize(view, CliJson.Default.GpusView).AsMemory(), token);
            }
            else
            {
                GpuTable.Show(context.Out, view, context.Time.GetUtcNow());
            }

            return (int)(report.IsWell() ? ExitCode.Ok : ExitCode.NotWell);
        });
        return command;
    }

    /// <summary>How the driver is asked here: as the configuration says, where there is one.</summary>
    /// <param name="stateDirectory">Where the driver keeps what it compiles; null: nowhere.</param>
    /// <exception cref="ConfigurationException">There is a configuration, and it is wrong.</exception>
    public static WorkerStart StartOf(CliContext context, ParseResult result, string? stateDirectory)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        NodeOptions? options = file.IsPresent(context.Environment) ? file.Require(context.Environment) : null;
        bool simulated = result.GetValue(AcceptSimulated) || options?.Gpus.AcceptSimulated == true;
        return new WorkerStart(
            context.Environment.GetValueOrDefault(WorkerStart.RootVariable), simulated,
            stateDirectory is null ? null : Path.Combine(stateDirectory, WorkerStart.CacheName));
    }

    private static async Task<GpuReport> TakeAsync(CliContext context, ParseResult result, bool check, bool silent, CancellationToken token)
    {
        await using GpuSurvey survey = new(StartOf(context, result, stateDirectory: null), context.Time);
        return await survey.TakeAsync(check, new Progress(silent ? TextWriter.Null : context.Error), token);
    }

    /// <summary>A line for each GPU, on the caller's thread.</summary>
    private sealed class Progress(TextWriter error) : IProgress<Gpu>
    {
        public void Report(Gpu value) => error.WriteLine($"trying out {HumanText.Words(value.Name ?? "the GPU")} at {value.Address}");
    }
}
