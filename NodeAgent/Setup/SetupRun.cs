using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;

namespace DePin.NodeAgent.Setup;

/// <summary>
/// From nothing to a node that may start: (1) the configuration, by question or flag, (2) directory, password and key, (3) the engine's
/// socket, if the owner agrees, (4) the doctor, (5) a login. Each step first looks whether it is done, so that a setup that was broken off,
/// or is run again, goes on where that is.
/// </summary>
/// <param name="dialog">Null: nobody is asked.</param>
/// <param name="examine">The doctor.</param>
internal sealed class SetupRun(
    ConfigurationFile file, IReadOnlyDictionary<string, string> environment, SetupDialog? dialog, ServiceUser user, TimeProvider time,
    Func<CancellationToken, Task<IReadOnlyList<CheckResult>>> examine)
{
    /// <summary>So often a wrong answer is asked for again.</summary>
    private const int Tries = 3;

    private const string PasswordKey = "key.passwordFile";
    private const string PasswordFileName = "key-password";

    private const string DockerWords =
        "Jobs run as containers, and for that the service must open the engine's socket. The Docker socket is root: whoever may open it "
        + "can do everything on this machine.";

    private readonly List<string> _done = [];

    /// <exception cref="ConfigurationException">An answer is wrong, or one is missing.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    /// <exception cref="DePin.Attestation.Keystores.KeyFileException">The key is there and cannot be used.</exception>
    public async Task<SetupReport> RunAsync(SetupRequest request, CancellationToken token)
    {
        NodeOptions options = await ConfigureAsync(request, token);
        var keys = new SetupKey(user, _done);
        await keys.PrepareAsync(options, token);
        using PrivateKey? key = await keys.OpenAsync(options, token);
        string? join = await JoinEngineAsync(request, options, token);
        IReadOnlyList<CheckResult> checks = await examine(token);
        (bool? loggedIn, string? problem) = await LogInAsync(options, key, checks, token);
        var report = new SetupReport
        {
            Configuration = file.Path,
            Node = key?.Address,
            Done = _done,
            Checks = checks,
            LoggedIn = loggedIn,
            LoginProblem = problem,
            Next = "",
        };
        return report with { Next = join ?? Next(report) };
    }

    private static string Next(SetupReport report) => report switch
    {
        _ when report.IsWell() => "sudo systemctl enable --now depin-node && depin-node status",
        _ => "depin-node doctor",
    };

    private async Task<NodeOptions> ConfigureAsync(SetupRequest request, CancellationToken token)
    {
        ConfigurationText text = ConfigurationText.Open(file.Path);
        Lay(text, request.Answers);
        ChoosePassword(text, request);
        if (dialog is not null)
        {
            await AskAsync(text, SetupQuestion.All.Where(question => !request.Answers.ContainsKey(question.Key)), token);
        }

        NodeOptionsResult result = text.Read(environment);
        for (int tries = 1; result is NodeOptionsResult.Invalid { Errors: var errors } && dialog is not null && tries < Tries; tries++)
        {
            await AskAsync(text, SetupQuestion.All.Where(question => errors.Any(question.IsAbout)), token, errors);
            result = text.Read(environment);
        }

        NodeOptions options = result is NodeOptionsResult.Valid valid
            ? valid.Options
            : throw new ConfigurationException([.. ((NodeOptionsResult.Invalid)result).Errors.Select(WithFlag)]);
        if (text.Changed || !File.Exists(file.Path))
        {
            await text.SaveAsync(token);
            await user.TakeOverAsync(file.Path, onlyGroup: true, token);
            _done.Add($"Wrote {file.Path}, mode 640; what it said before, comments too, is still there.");
        }

        return options;
    }

    private static void Lay(ConfigurationText text, IReadOnlyDictionary<string, string> answers)
    {
        foreach (SetupQuestion question in SetupQuestion.All)
        {
            if (answers.TryGetValue(question.Key, out string? answer))
            {
                text.SetAnswer(question.Key, answer, question.IsText);
            }
        }
    }

    /// <summary>A password in a file of its own, unless the owner has decided otherwise already.</summary>
    private void ChoosePassword(ConfigurationText text, SetupRequest request)
    {
        bool decided = text.Text.Split('\n').Any(line => line.TrimStart().StartsWith("key:", StringComparison.Ordinal))
            || environment.Keys.Any(name => name.StartsWith(EnvironmentOverrides.VariableOf("key."), StringComparison.Ordinal));
        string beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, PasswordFileName);
        if (request.PasswordFile is { } named)
        {
            text.SetText(PasswordKey, Path.GetFullPath(named));
        }
        else if (!decided)
        {
            text.SetText(PasswordKey, beside);
        }
    }

    private async Task AskAsync(
        ConfigurationText text, IEnumerable<SetupQuestion> questions, CancellationToken token,
        IReadOnlyList<ConfigurationError>? errors = null)
    {
        IReadOnlyList<EffectiveValue> known = (text.Read(environment) as NodeOptionsResult.Valid)?.Values ?? [];
        foreach (SetupQuestion question in questions.ToList())
        {
            string? proposed = known.FirstOrDefault(value => value.Key == question.Key)?.Value?.ToString()
                ?? SetupDefaults.Of(text, question);
            string words = errors?.FirstOrDefault(question.IsAbout) is { } wrong
                ? $"{question.Words} ({wrong.Value} {wrong.Message}; {wrong.Remedy})"
                : question.Words;
            if (await dialog!.AskAsync(words, proposed, token) is { } answer)
            {
                text.SetAnswer(question.Key, answer, question.IsText);
            }
        }
    }

    /// <summary>Beside the line, what a script answers it with.</summary>
    private static ConfigurationError WithFlag(ConfigurationError error) =>
        SetupQuestion.All.FirstOrDefault(question => question.IsAbout(error)) is { } question
            ? error with { Remedy = $"{error.Remedy} ({question.Flag} {question.HelpName})" }
            : error;

    /// <returns>The command that only root can run; null when there is none to run.</returns>
    private async Task<string?> JoinEngineAsync(SetupRequest request, NodeOptions options, CancellationToken token)
    {
        string who = await user.FindAsync(token);
        if (!File.Exists(options.Containers.Socket) || await user.IsInDockerGroupAsync(who, token))
        {
            return null;
        }

        bool wanted = request.DockerGroup
            || (dialog is not null && await dialog.ConsentAsync($"{DockerWords} Add user {who} to the group that may open it?", token));
        if (!wanted)
        {
            _done.Add($"User {who} was not added to the engine's group; without that no job runs (--docker-group).");
            return null;
        }

        string? command = await user.JoinDockerGroupAsync(who, token);
        _done.Add(command is null
            ? $"Added user {who} to group docker: whoever runs as {who} is root on this machine from now on."
            : $"Only root can add user {who} to group docker.");
        return command;
    }

    private async Task<(bool? LoggedIn, string? Problem)> LogInAsync(
        NodeOptions options, PrivateKey? key, IReadOnlyList<CheckResult> checks, CancellationToken token)
    {
        string[] before = ["dns", "scheduler", "certificate", "scheduler-key", "clock"];
        if (key is null)
        {
            return (null, "the key's password is a systemd credential: the service logs in when it starts");
        }

        if (checks.FirstOrDefault(check => check.Status == CheckStatus.Fail && before.Contains(check.Check)) is { } failed)
        {
            return (false, failed.Message);
        }

        string? problem = await TestLogin.TryAsync(options.Scheduler, key, time, token);
        return (problem is null, problem);
    }
}
