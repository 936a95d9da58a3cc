using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DePin.NodeAgent.Owner;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node drain</c>, <c>down</c> and <c>up</c>: whether the node takes work, until the owner says otherwise.</summary>
internal static class DrainCommand
{
    /// <summary>What jobs get to save themselves when the owner wants the machine.</summary>
    private static readonly TimeSpan _downWithin = TimeSpan.FromMinutes(1);

    private static readonly Option<TimeSpan?> _drainWithin = Within(
        "Stop what still runs after DURATION, such as 30m. Left out: jobs run to their end.");

    private static readonly Option<TimeSpan?> _downTimeout = Within(
        $"Stop what still runs after DURATION; 0s: at once. Default {DurationText.Format(_downWithin)}.");

    private static readonly Option<bool> _wait = new("--wait")
    {
        Description = "Return when nothing runs here and everything is delivered. Ctrl-C ends the waiting, not the drain.",
    };

    private static readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once." };

    public static Command BuildDrain(CliContext context)
    {
        Command command = new("drain", "Take no new job. Those that keep checkpoints are given back with one, others run to their end.")
        {
            _drainWithin,
            _wait,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) => (int)await TellAsync(
            context, result, DrainOrder.Down(result.GetValue(_drainWithin)), result.GetValue(_wait), token));
        return command;
    }

    public static Command BuildDown(CliContext context)
    {
        Command command = new("down", "Have the machine to yourself: take no new job, give back those that run, wait for the end.")
        {
            _downTimeout,
            _noWait,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) => (int)await TellAsync(
            context, result, DrainOrder.Down(result.GetValue(_downTimeout) ?? _downWithin), !result.GetValue(_noWait), token));
        return command;
    }

    public static Command BuildUp(CliContext context)
    {
        Command command = new("up", "Take work again after 'drain' or 'down'.") { CommonOptions.Json, CommonOptions.Socket };
        command.SetAction(async (result, token) =>
            (int)await TellAsync(context, result, DrainOrder.Up, wait: false, token));
        return command;
    }

    private static async Task<ExitCode> TellAsync(
        CliContext context, ParseResult result, DrainOrder order, bool wait, CancellationToken token)
    {
        using OwnerClient client = new(OwnerSocket.Find(context, result));
        bool json = result.GetValue(CommonOptions.Json);
        NodeStatus status = await client.DrainAsync(order, token);
        if (wait)
        {
            status = await new QuietWait(client, json ? TextWriter.Null : context.Text, context.Time).UntilQuietAsync(status, token);
        }

        string text = json ? JsonSerializer.Serialize(status, OwnerJson.Indented.NodeStatus) : Said(status, context.Time.GetUtcNow());
        await context.Text.WriteLineAsync(text.AsMemory(), token);
        return ExitCode.Ok;
    }

    /// <summary>Where that leaves the node, and what comes next.</summary>
    private static string Said(NodeStatus status, DateTimeOffset now)
    {
        string state = status.Drain is { } drain
            ? $"This node takes no new job{DrainText.Tail(drain, now)}."
            : status.Accepting ? "This node takes work again." : "This node takes work again as soon as it can.";
        string left = status.Running + status.Undelivered == 0 ? "" : $" {DrainText.Left(status)}.";
        return status.Next is { } next ? $"{state}{left}{Environment.NewLine}{next}" : state + left;
    }

    private static Option<TimeSpan?> Within(string description) => new("--timeout")
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = Parse,
    };

    private static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        try
        {
            TimeSpan span = DurationText.Parse(text);
            if (span <= DrainOrder.MostWithin)
            {
                return span;
            }

            result.AddError($"--timeout {HumanText.Words(text)} is longer than {DurationText.Format(DrainOrder.MostWithin)}; "
                + "leave it out to let jobs run to their end.");
        }
        catch (FormatException wrong)
        {
            result.AddError($"--timeout {HumanText.Words(wrong.Message)}.");
        }

        return null;
    }
}
