using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DePin.NodeAgent.Cli;

internal static class VersionCommand
{
    public static Command Build(CliContext context)
    {
        Command command = new("version", "Say which build this is.") { CommonOptions.Json };
        command.SetAction(async (result, token) => (int)await ShowAsync(context, result.GetValue(CommonOptions.Json), token));
        return command;
    }

    private static async Task<ExitCode> ShowAsync(CliContext context, bool json, CancellationToken token)
    {
        VersionView view = new(
            AgentVersion.Number, AgentVersion.Commit, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
        string commit = view.Commit is null ? "" : $" ({view.Commit[..Math.Min(12, view.Commit.Length)]})";
        string text = json
            ? JsonSerializer.Serialize(view, CliJson.Default.VersionView)
            : $"depin-node {view.Version}{commit}, {view.Runtime}, {view.Platform}";
        await context.Text.WriteLineAsync(text.AsMemory(), token);
        return ExitCode.Ok;
    }
}
