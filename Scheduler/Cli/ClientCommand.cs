using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli;

/// <summary>A verb that calls a scheduler.</summary>
internal abstract class ClientCommand(string name, string description, CliEnvironment environment)
    : CliCommand(name, description, environment)
{
    private readonly ConnectionOptions _connection = new();

    /// <summary>Does the work. What goes wrong is thrown.</summary>
    protected abstract Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token);

    protected sealed override async Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        SchedulerAccount account = new AccountFinder(Environment).Find(_connection.Read(parse), output.Note);
        using SchedulerTransport transport = new(account, new ClientLimits(), Environment.Time) { Notice = output.Note };
        try
        {
            return await RunAsync(new SchedulerClient(transport, RetryPolicy.Brief), output, parse, token);
        }
        catch (SchedulerRefusedException e) when (e.Problem.Code == ProblemCode.Unauthorized && account.Token is null)
        {
            throw new CommandException(
                ExitCode.NoAccess,
                $"{account.Url} wants an API token, and none was found",
                $"Give it with --token-file FILE or {AccountFinder.TokenVariable}; --state-dir DIR finds the operator's on its machine.",
                inner: e);
        }
    }

    protected override void AddCommonOptions()
    {
        base.AddCommonOptions();
        _connection.AddTo(this);
    }
}
