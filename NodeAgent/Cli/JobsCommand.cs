using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node jobs</c>, and of one job <c>show</c>, <c>logs</c> and <c>stop</c>: what this machine runs and ran.</summary>
internal static class JobsCommand
{
    private static readonly Argument<string> _id = new("ID")
    {
        Description = "An attempt's or a job's id, or the beginning of one.",
    };

    public static Command Build(CliContext context)
    {
        Command show = new("show", "Show one attempt.") { _id, CommonOptions.Json, CommonOptions.Socket };
        show.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return (int)await ShowAsync(context, client, result.GetValue(_id)!, result.GetValue(CommonOptions.Json), token);
        });
        Command command = new("jobs", "List the attempts that run here and the last that ended.")
        {
            CommonOptions.Json,
            CommonOptions.Socket,
            show,
            JobsLogsCommand.Build(context, _id),
            JobsStopCommand.Build(context, _id),
        };
        command.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return (int)await ListAsync(context, client, result.GetValue(CommonOptions.Json), token);
        });
        return command;
    }

    private static async Task<ExitCode> ListAsync(CliContext context, OwnerClient client, bool json, CancellationToken token)
    {
        IReadOnlyList<OwnerAttempt> attempts = await client.GetAttemptsAsync(token);
        if (json)
        {
            string text = JsonSerializer.Serialize(attempts, OwnerJson.Indented.IReadOnlyListOwnerAttempt);
            await context.Text.WriteLineAsync(text.AsMemory(), token);
        }
        else if (attempts.Count == 0)
        {
            context.Out.WriteLine("No job has run here yet.");
        }
        else
        {
            context.Out.Write(AttemptTable.Of(attempts, context.Time.GetUtcNow()));
        }

        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ShowAsync(CliContext context, OwnerClient client, string id, bool json, CancellationToken token)
    {
        if (await AttemptChoice.FindAsync(context, client, id, token) is not { } attempt)
        {
            return ExitCode.NotWell;
        }

        if (json)
        {
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(attempt, OwnerJson.Indented.OwnerAttempt).AsMemory(), token);
        }
        else
        {
            context.Out.Write(Details(attempt));
        }

        return ExitCode.Ok;
    }

    private static Grid Details(OwnerAttempt attempt)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row("Attempt", attempt.Attempt.ToString());
        Row("Job", $"{attempt.Job}, lease epoch {attempt.Epoch}");
        Row("Name", attempt.Name);
        Row("Image", attempt.Image);
        Row("State", AttemptTable.State(attempt));
        string memory = HumanText.Size(attempt.MemoryBytes), disk = HumanText.Size(attempt.DiskBytes);
        Row("May use", $"{HumanText.Cores(attempt.CpuMillicores)}, {memory} memory, {disk} disk");
        Row("Leased", Moment(attempt.LeasedAt));
        Row("Started", Moment(attempt.StartedAt));
        Row("Ended", Moment(attempt.EndedAt));
        Row("Log", HumanText.Size(attempt.LogBytes));
        if (attempt.ExitCode is { } code)
        {
            Row("Exit code", code.ToString(CultureInfo.InvariantCulture));
        }

        if (attempt.Reason is { } reason)
        {
            Row("Reason", reason);
        }

        if (attempt.Code is { } verdict)
        {
            Row("Verdict", verdict);
        }

        foreach ((int index, string fact) in attempt.Evidence.Index())
        {
            Row(index == 0 ? "Evidence" : "", fact);
        }

        if (attempt.LimitsHit.Count > 0)
        {
            Row("Limits hit", string.Join(", ", attempt.LimitsHit));
        }

        return grid;

        void Row(string name, string value) => grid.AddRow(new Text(name), new Text(HumanText.Words(value)));
    }

    private static string Moment(long? unixMs) => unixMs is { } ms
        ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : "not yet";
}
