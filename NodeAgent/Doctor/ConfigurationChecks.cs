using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Doctor;

/// <summary>The owner's file: there, right, and nobody else's to write. Pure.</summary>
internal static class ConfigurationChecks
{
    private const string Name = "configuration";

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static IEnumerable<CheckResult> Of(DoctorFacts facts) =>
        Content(facts).Concat(Mode(facts.ConfigurationFile)).Concat(Beneficiary(facts)).Concat(PlainHttp(facts));

    private static IEnumerable<CheckResult> Content(DoctorFacts facts)
    {
        string path = facts.ConfigurationFile.Path;
        return facts.Configuration switch
        {
            null =>
            [
                CheckResult.Fail(
                    Name, $"There is no configuration: no {path}.", "Run 'depin-node setup': it asks what it must know and writes it."),
            ],
            NodeOptionsResult.Invalid { Errors: var errors } => errors.Select(error => CheckResult.Fail(
                Name, $"{error.Place}: {error.Key} {error.Message}.".Replace("  ", " ", StringComparison.Ordinal),
                $"In that line: {error.Remedy}. Then 'depin-node config check'.")),
            _ => [CheckResult.Ok(Name, $"{path} can be used.")],
        };
    }

    /// <summary>Whoever writes it says who is paid.</summary>
    private static IEnumerable<CheckResult> Mode(FileFact file)
    {
        if (file.Mode is { } mode && (mode & WritableByOthers) != 0)
        {
            yield return CheckResult.Fail(
                "configuration-mode", $"Others may write {file.Path} (mode {file.Octal}), and with it who is paid.",
                $"Run 'chmod go-w {file.Path}', and look whether it is still yours: 'depin-node config show'.") with
            {
                Repair = new Repair.SetMode(file.Path, mode & ~WritableByOthers),
            };
        }
    }

    private static IEnumerable<CheckResult> Beneficiary(DoctorFacts facts)
    {
        if (facts.Options is { } options && facts.Key is KeySight.Opens { Address: var node } && node == options.Beneficiary)
        {
            yield return CheckResult.Warn(
                "beneficiary",
                $"The node is paid to its own address {node}, whose key lies on this machine: who takes the disk takes the money.",
                "Write the address of an account whose key is elsewhere into 'beneficiary', and restart the service.");
        }
    }

    private static IEnumerable<CheckResult> PlainHttp(DoctorFacts facts)
    {
        if (facts.Options?.Scheduler is { Url: { Scheme: "http", IsLoopback: false } url })
        {
            yield return CheckResult.Warn(
                "certificate", $"The scheduler is asked over plain http ({url}): others on the way can read and alter everything.",
                "Write https:// into scheduler.url and remove scheduler.allowHttp.");
        }
    }
}
