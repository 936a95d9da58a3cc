using System.CommandLine;

namespace DePin.Scheduler.Cli;

/// <summary>A verb: every one knows <c>--json</c>, and ends with an <see cref="ExitCode"/> and a message instead of an exception.</summary>
internal abstract class CliCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Write the result as JSON" };

    protected CliCommand(string name, string description, CliEnvironment environment)
        : base(name, description)
    {
        Environment = environment;
        SetAction(RunGuardedAsync);
    }

    protected CliEnvironment Environment { get; }

    /// <summary>Does the work. What goes wrong is thrown.</summary>
    protected abstract Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token);

    /// <summary>What to say when Ctrl-C ends the command early.</summary>
    protected virtual string Interrupted => "interrupted";

    /// <summary>Adds the options all verbs share, after the verb's own, so that help lists them last.</summary>
    protected virtual void AddCommonOptions() => Add(_json);

    private async Task<int> RunGuardedAsync(ParseResult parse, CancellationToken token)
    {
        bool json = parse.GetValue(_json);
        try
        {
            return (int)await RunAsync(new CliOutput(Environment, json), parse, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            Environment.Error.WriteLine(Interrupted);
            return (int)ExitCode.Interrupted;
        }
        catch (CommandException e) when (e.Code == ExitCode.BrokenPipe)
        {
            return (int)ExitCode.BrokenPipe;
        }
        catch (Exception e) when (Failure.Of(e) is { } failure)
        {
            failure.WriteTo(Environment.Error, json, Environment.ErrorIsTerminal && Environment.Colours);
            return (int)failure.ExitCode;
        }
    }
}
