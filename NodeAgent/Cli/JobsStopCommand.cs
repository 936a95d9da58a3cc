using System.CommandLine;
using System.Text.Json;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node jobs stop ID</c>: the owner ends one job; the node goes on.</summary>
internal static class JobsStopCommand
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(200);

    private static readonly Option<bool> _wait = new("--wait") { Description = "Return when the job's process has ended." };

    public static Command Build(CliContext context, Argument<string> id)
    {
        Command command = new(
            "stop", "Stop a job. It goes on elsewhere; its submitter pays only for what it saved (its last checkpoint), else nothing.")
        {
            id,
            _wait,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return await AttemptChoice.FindAsync(context, client, result.GetValue(id)!, token) is { } attempt
                ? (int)await StopAsync(context, client, attempt, result.GetValue(_wait), result.GetValue(CommonOptions.Json), token)
                : (int)ExitCode.NotWell;
        });
        return command;
    }

    private static async Task<ExitCode> StopAsync(
        CliContext context, OwnerClient client, OwnerAttempt attempt, bool wait, bool json, CancellationToken token)
    {
        await client.StopAsync(attempt.Attempt, token);
        OwnerAttempt now = await FindAsync(client, attempt, token);
        while (wait && !now.Ended())
        {
            await Task.Delay(_every, context.Time, token);
            now = await FindAsync(client, attempt, token);
        }

        string state = now.Ended() ? "has ended" : "is told to end and gets its grace";
        string text = json
            ? JsonSerializer.Serialize(now, OwnerJson.Indented.OwnerAttempt)
            : $"Attempt {now.Attempt.Short} ({HumanText.Words(now.Name)}) {state}. "
                + $"'depin-node jobs show {now.Attempt.Short}' shows how it ends; 'depin-node drain' keeps new jobs away.";
        await context.Text.WriteLineAsync(text.AsMemory(), token);
        return ExitCode.Ok;
    }

    private static async Task<OwnerAttempt> FindAsync(OwnerClient client, OwnerAttempt known, CancellationToken token) =>
        (await client.GetAttemptsAsync(token)).FirstOrDefault(attempt => attempt.Attempt == known.Attempt) ?? known;
}
