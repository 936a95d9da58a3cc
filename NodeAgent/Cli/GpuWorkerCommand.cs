using System.CommandLine;
using System.Text.Json;
using DePin.Benchmark.Gpus.Worker;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node gpu-worker</c>: what the other verbs start to ask the GPU driver. Nobody types it.</summary>
internal static class GpuWorkerCommand
{
    private static readonly Option<string?> _root = new("--root") { HelpName = "DIR" };
    private static readonly Option<bool> _acceptSimulated = new("--accept-simulated");

    public static Command Build(CliContext context)
    {
        Command command = new(WorkerStart.Verb, "Ask the GPU driver, in a process of its own: questions in, answers out.")
        {
            _root,
            _acceptSimulated,
        };
        command.Hidden = true;
        command.SetAction(async (result, token) =>
        {
            using Stream output = PrivateOutput.Take();
            using Stream input = Console.OpenStandardInput();
            using GpuWorker worker = new(
                WorkerStart.PathsOf(result.GetValue(_root)), result.GetValue(_acceptSimulated), output, context.Time);
            try
            {
                await worker.ServeAsync(input, token);
                return (int)ExitCode.Ok;
            }
            catch (Exception wrong) when (wrong is JsonException or NotSupportedException or InvalidDataException)
            {
                return (int)await context.FailAsync(ExitCode.Configuration, $"{wrong.Message} This verb is for depin-node itself.");
            }
        });
        return command;
    }
}
