using System.CommandLine;

namespace DePin.Scheduler.Cli;

/// <summary>
/// The options by which a verb finds its scheduler. No option takes a secret: command lines are seen by every user of a machine.
/// </summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _scheduler = new("--scheduler")
    {
        HelpName = "URL",
        Description = "Where the scheduler is [default: DEPIN_SCHEDULER, ~/.config/depin/scheduler.json, this machine]",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        HelpName = "FILE",
        Description = "File that holds the API token [default: DEPIN_TOKEN, the configuration file, the operator token of --state-dir]",
    };

    private readonly Option<string?> _authority = new("--ca")
    {
        HelpName = "FILE",
        Description = "PEM file with the only authorities to trust for the scheduler's certificate [default: the system's]",
    };

    private readonly Option<string?> _state = new("--state-dir")
    {
        HelpName = "DIR",
        Description = $"State directory of a scheduler on this machine, for its operator's token [default: {AccountFinder.DefaultState}]",
    };

    public void AddTo(Command command)
    {
        command.Add(_scheduler);
        command.Add(_tokenFile);
        command.Add(_authority);
        command.Add(_state);
    }

    public ConnectionRequest Read(System.CommandLine.ParseResult parse) =>
        new(parse.GetValue(_scheduler), parse.GetValue(_tokenFile), parse.GetValue(_authority), parse.GetValue(_state));
}
