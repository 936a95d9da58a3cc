using System.CommandLine;
using System.Text.Json;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Setup;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node setup</c>: from an installed package to a node that may start, by a few questions or flags.</summary>
internal static class SetupCommand
{
    private static readonly Dictionary<string, Option<string?>> _answers = SetupQuestion.All.ToDictionary(
        question => question.Key,
        question => new Option<string?>(question.Flag) { Description = question.Words, HelpName = question.HelpName });

    private static readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = "Keep the key's password in FILE; it is made when it is not there. Default: key-password beside the configuration.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> _dockerGroup = new("--docker-group")
    {
        Description = "Add the service's user to group docker. That makes the user root on this machine, and without it no job runs.",
    };

    private static readonly Option<bool> _yes = new("--yes", "-y")
    {
        Description = "Ask nothing: what no flag says stays as it is, or takes its default.",
    };

    public static Command Build(CliContext context)
    {
        Command command = new("setup", "Make the configuration and the key, check everything, and log in once. Run it again at any time.")
        {
            _passwordFile,
            _dockerGroup,
            _yes,
            CommonOptions.Json,
        };
        foreach (Option<string?> answer in _answers.Values)
        {
            command.Options.Add(answer);
        }

        command.SetAction(async (result, token) => (int)await RunAsync(context, result, token));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        SetupRequest request = new()
        {
            Answers = _answers.Where(answer => result.GetValue(answer.Value) is not null)
                .ToDictionary(answer => answer.Key, answer => result.GetValue(answer.Value)!),
            Yes = result.GetValue(_yes),
            DockerGroup = result.GetValue(_dockerGroup),
            PasswordFile = result.GetValue(_passwordFile),
        };
        bool json = result.GetValue(CommonOptions.Json);
        if (!request.Yes && (Console.IsInputRedirected || json))
        {
            return await context.FailAsync(
                ExitCode.Configuration,
                "setup asks questions and needs a terminal for that. In a script: depin-node setup --yes --scheduler URL "
                + "--beneficiary ADDRESS");
        }

        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        SetupDialog? dialog = request.Yes ? null : new SetupDialog(Console.In, context.Text);
        SetupRun run = new(
            file, context.Environment, dialog, ServiceUser.OfThisMachine(), context.Time,
            it => DoctorCommand.TakeAsync(context, file, fix: false, it));
        return await TellAsync(context, run, request, json, token);
    }

    private static async Task<ExitCode> TellAsync(
        CliContext context, SetupRun run, SetupRequest request, bool json, CancellationToken token)
    {
        SetupReport report;
        try
        {
            report = await run.RunAsync(request, token);
        }
        catch (KeyFileException problem)
        {
            return await context.FailAsync(ExitCode.KeyUnusable, $"{problem.Message}. 'depin-node doctor' says what to do.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(
                ExitCode.Configuration, $"{problem.Message.TrimEnd('.')}. Run it as root: 'sudo depin-node setup'; what is done is kept.");
        }

        if (json)
        {
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(report, CliJson.Default.SetupReport).AsMemory(), token);
        }
        else
        {
            await ShowAsync(context, report, token);
        }

        return report.IsWell() ? ExitCode.Ok : ExitCode.NotWell;
    }

    private static async Task ShowAsync(CliContext context, SetupReport report, CancellationToken token)
    {
        foreach (string line in report.Done.DefaultIfEmpty("Everything was there already; nothing was changed."))
        {
            await context.Text.WriteLineAsync(line.AsMemory(), token);
        }

        DoctorScreen.Show(context.Out, [.. report.Checks.Where(check => check.Status != CheckStatus.Skip)], all: false);
        string login = report.LoggedIn switch
        {
            true => $"The scheduler let this node in ({report.Node}).",
            false => $"The scheduler did not let this node in: {report.LoginProblem}.",
            null => $"No login was tried: {report.LoginProblem}.",
        };
        await context.Text.WriteLineAsync(login.AsMemory(), token);
        await context.Text.WriteLineAsync($"Next: {report.Next}".AsMemory(), token);
    }
}
