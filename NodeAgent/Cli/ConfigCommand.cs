using System.CommandLine;
using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node config check | show | reload</c>: whether the configuration can be used, what it says, that it hold.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string?> _file = new("FILE")
    {
        Description = "The file. Default: --config, then $DEPIN_NODE_CONFIG, then /etc/depin/node.yaml.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Build(CliContext context)
    {
        Command check = new("check", "Say all that is wrong with a configuration, line by line, before the service meets it.")
        {
            _file,
            CommonOptions.Json,
        };
        check.SetAction(async (result, token) => (int)await CheckAsync(context, result, token));
        Command show = new("show", "Show every key as it holds, and where it came from.") { _file, CommonOptions.Json };
        show.SetAction(async (result, token) => (int)await ShowAsync(context, result, token));
        Command reload = new("reload", "Have the running service go by its configuration as it is now.")
        {
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        reload.SetAction(async (result, token) => (int)await ReloadAsync(context, result, token));
        return new Command("config", "Check, show and reload the configuration.") { check, show, reload };
    }

    /// <summary>What a reload did, in a sentence or two.</summary>
    public static string Said(ReloadReport report)
    {
        string adopted = report.Adopted.Count == 0 ? "Nothing changed" : $"These hold from now on: {string.Join(", ", report.Adopted)}";
        return report.NeedRestart.Count == 0
            ? adopted + "."
            : $"{adopted}.{Environment.NewLine}These hold after 'systemctl restart depin-node', which no running job notices: "
                + $"{string.Join(", ", report.NeedRestart)}.";
    }

    private static async Task<ExitCode> CheckAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = Find(context, result);
        IReadOnlyList<ConfigurationError> errors = file.Read(context.Environment) switch
        {
            NodeOptionsResult.Invalid invalid => invalid.Errors,
            _ => [],
        };
        if (result.GetValue(CommonOptions.Json))
        {
            ConfigCheckView view = new(file.Path, errors.Count == 0, errors);
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(view, CliJson.Default.ConfigCheckView).AsMemory(), token);
        }
        else if (errors.Count == 0)
        {
            await context.Text.WriteLineAsync(
                $"{file.Path}: right. 'depin-node config show' says what it means, 'depin-node config reload' has it hold.".AsMemory(),
                token);
        }
        else
        {
            return await RefuseAsync(context, file, errors);
        }

        return errors.Count == 0 ? ExitCode.Ok : ExitCode.Configuration;
    }

    private static async Task<ExitCode> ShowAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = Find(context, result);
        NodeOptionsResult read = file.Read(context.Environment);
        if (read is not NodeOptionsResult.Valid { Values: var values })
        {
            // One form of complaint for people and programs: there are no values to show.
            return await RefuseAsync(context, file, ((NodeOptionsResult.Invalid)read).Errors);
        }

        if (result.GetValue(CommonOptions.Json))
        {
            string text = JsonSerializer.Serialize(values, CliJson.Default.IReadOnlyListEffectiveValue);
            await context.Text.WriteLineAsync(text.AsMemory(), token);
            return ExitCode.Ok;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn().AddColumn(new GridColumn().NoWrap());
        foreach (EffectiveValue value in values)
        {
            string shown = value.Value is { ValueKind: JsonValueKind.String } text ? text.GetString()!
                : value.Value is null ? "-" : value.Text;
            string from = value.From.StartsWith(file.Path + ":", StringComparison.Ordinal)
                ? $"line {value.From[(file.Path.Length + 1)..]}"
                : value.From;
            grid.AddRow(new Text(value.Key), new Text(HumanText.Words(shown)), new Text(from));
        }

        context.Out.WriteLine(file.Path);
        context.Out.Write(grid);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ReloadAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        using OwnerClient client = new(OwnerSocket.Find(context, result));
        ReloadReport report = await client.ReloadAsync(token);
        if (result.GetValue(CommonOptions.Json))
        {
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(report, OwnerJson.Indented.ReloadReport).AsMemory(), token);
        }
        else if (report.Errors.Count == 0)
        {
            await context.Text.WriteLineAsync(Said(report).AsMemory(), token);
        }
        else
        {
            await TellAsync(context, report.Errors);
            await context.FailAsync(ExitCode.Configuration, "the service goes on as before until the lines above are put right.");
        }

        return report.Errors.Count == 0 ? ExitCode.Ok : ExitCode.Configuration;
    }

    private static ConfigurationFile Find(CliContext context, ParseResult result) =>
        ConfigurationFile.Find(result.GetValue(_file) ?? result.GetValue(CommonOptions.Config), context.Environment);

    private static async Task<ExitCode> RefuseAsync(CliContext context, ConfigurationFile file, IReadOnlyList<ConfigurationError> errors)
    {
        if (!file.IsPresent(context.Environment))
        {
            return await context.FailAsync(
                ExitCode.Configuration, $"there is no configuration: no {file.Path}. 'depin-node setup' makes one.");
        }

        await TellAsync(context, errors);
        string count = errors.Count == 1 ? "1 mistake" : $"{errors.Count} mistakes";
        return await context.FailAsync(ExitCode.Configuration, $"{count} in {file.Path}; the lines above say what to write instead.");
    }

    private static async Task TellAsync(CliContext context, IReadOnlyList<ConfigurationError> errors)
    {
        foreach (ConfigurationError error in errors)
        {
            await context.Error.WriteLineAsync(error.ToString());
        }
    }
}
