using System.CommandLine;
using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>
/// <c>depin-node offer</c>: what this machine offers, and the limits that the node itself holds jobs to. What nobody would enforce has no
/// flag.
/// </summary>
internal static class OfferCommand
{
    private static readonly (string Key, Option<string?> Option)[] _limits =
    [
        ("offer.maxJobs", Limit("--max-jobs", "N", "Jobs that may run at once; those that run stay.")),
        ("offer.reserve.cpu", Limit("--reserve-cpu", "CORES", "Cores that stay yours, such as 2 or 500m.")),
        ("offer.reserve.memory", Limit("--reserve-memory", "SIZE", "Memory that stays yours.")),
        ("offer.reserve.disk", Limit("--reserve-disk", "SIZE", "Disk that stays free where images and jobs live.")),
        ("offer.egress", Limit("--egress", "true|false", "Whether jobs may have a way out to public addresses.")),
        ("containers.maxImage", Limit("--max-image", "SIZE", "The largest image that is taken.")),
        ("containers.imageCache", Limit("--image-cache", "SIZE", "What images that no job uses may have together.")),
    ];

    public static Command Build(CliContext context)
    {
        Command command = new("offer", "Show or change what this machine offers. Without a flag: show.")
        {
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        foreach ((string _, Option<string?> option) in _limits)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (result, token) => (int)await RunAsync(context, result, token));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        (string Key, string Value)[] given =
        [
            .. _limits.Select(limit => (limit.Key, Value: result.GetValue(limit.Option))).Where(limit => limit.Value is not null)
                .Select(limit => (limit.Key, limit.Value!)),
        ];
        return given.Length == 0
            ? await ShowAsync(context, result, file, token)
            : await ChangeAsync(context, result, file, given, token);
    }

    private static async Task<ExitCode> ShowAsync(CliContext context, ParseResult result, ConfigurationFile file, CancellationToken token)
    {
        IReadOnlyList<EffectiveValue> values =
            [.. file.RequireValid(context.Environment).Values.Where(value => _limits.Any(limit => limit.Key == value.Key))];
        if (result.GetValue(CommonOptions.Json))
        {
            string text = JsonSerializer.Serialize(values, CliJson.Default.IReadOnlyListEffectiveValue);
            await context.Text.WriteLineAsync(text.AsMemory(), token);
            return ExitCode.Ok;
        }

        foreach (EffectiveValue value in values)
        {
            string shown = value.Value?.ToString() ?? "-";
            await context.Text.WriteLineAsync($"{value.Key,-22} {shown,-10} {value.From}".AsMemory(), token);
        }

        await context.Text.WriteLineAsync("'depin-node status' shows what that leaves to offer at this moment.".AsMemory(), token);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ChangeAsync(
        CliContext context, ParseResult result, ConfigurationFile file, IReadOnlyList<(string Key, string Value)> given,
        CancellationToken token)
    {
        string socket;
        try
        {
            ConfigurationText text = ConfigurationText.Open(file.Path);
            foreach ((string key, string value) in given)
            {
                text.SetAnswer(key, value, isText: false);
            }

            NodeOptionsResult read = text.Read(context.Environment);
            if (read is not NodeOptionsResult.Valid valid)
            {
                throw new ConfigurationException(((NodeOptionsResult.Invalid)read).Errors);
            }

            await text.SaveAsync(token);
            socket = result.GetValue(CommonOptions.Socket) ?? valid.Options.Socket;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(ExitCode.Configuration, $"{problem.Message.TrimEnd('.')}. Does 'sudo' help?");
        }

        ReloadReport? report = await ReloadAsync(socket, token);
        string said = report is null ? "It holds when the service starts." : ConfigCommand.Said(report);
        string answer = result.GetValue(CommonOptions.Json)
            ? JsonSerializer.Serialize(report ?? new ReloadReport(), OwnerJson.Indented.ReloadReport)
            : $"Wrote {string.Join(", ", given.Select(it => $"{it.Key}: {it.Value}"))} into {file.Path}.{Environment.NewLine}{said}";
        await context.Text.WriteLineAsync(answer.AsMemory(), token);
        return ExitCode.Ok;
    }

    /// <returns>Null when no service runs.</returns>
    private static async Task<ReloadReport?> ReloadAsync(string socket, CancellationToken token)
    {
        using OwnerClient client = new(socket);
        try
        {
            return await client.ReloadAsync(token);
        }
        catch (ServiceUnreachableException unreachable) when (unreachable.Why == ServiceUnreachableException.Cause.NotRunning)
        {
            return null;
        }
    }

    private static Option<string?> Limit(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
