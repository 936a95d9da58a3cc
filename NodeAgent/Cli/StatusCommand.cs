using System.CommandLine;
using System.Text.Json;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node status</c>: the node on one screen, exit code 0 only when it is well.</summary>
internal static class StatusCommand
{
    public static Command Build(CliContext context)
    {
        Command command = new("status", "Say how the running service is: scheduler, offer, jobs, last problem.")
        {
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return (int)await ShowAsync(context, client, result.GetValue(CommonOptions.Json), token);
        });
        return command;
    }

    private static async Task<ExitCode> ShowAsync(CliContext context, OwnerClient client, bool json, CancellationToken token)
    {
        NodeStatus status = await client.GetStatusAsync(token);
        if (json)
        {
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(status, OwnerJson.Indented.NodeStatus).AsMemory(), token);
        }
        else
        {
            IReadOnlyList<OwnerAttempt> attempts = await client.GetAttemptsAsync(token);
            StatusScreen.Show(context.Out, status, [.. attempts.Where(attempt => !attempt.Ended())], context.Time.GetUtcNow());
        }

        return status.IsWell() ? ExitCode.Ok : ExitCode.NotWell;
    }
}
