using System.CommandLine;
using System.CommandLine.Help;
using DePin.Scheduler.Cli.Attestations;
using DePin.Scheduler.Cli.Jobs;
using DePin.Scheduler.Cli.Ledger;
using DePin.Scheduler.Cli.Nodes;
using DePin.Scheduler.Cli.Proofs;
using DePin.Scheduler.Cli.Tokens;

namespace DePin.Scheduler.Cli;

/// <summary>Every verb of <c>depin-scheduler</c>, and how one is run.</summary>
internal static class CommandTree
{
    private const int HelpWidth = 120;

    private const string Description =
        """
        Schedules containerised jobs on measured GPU nodes: the service, and the command line of those who use it.

        Exit codes: 0 well; 1 the job, attestation, proof or ledger is not well; 2 command line, job file or configuration;
        3 no access; 4 refused; 5 an answer that cannot be trusted; 6 a local file; 130 Ctrl-C; 141 output closed.
        """;

    public static RootCommand Build(CliEnvironment environment)
    {
        RootCommand root = new(Description)
        {
            new ServeCommand(environment),
            new JobGroup(environment),
            new NodeGroup(environment),
            new LedgerCommand(environment),
            new AttestationGroup(environment),
            new PogGroup(environment),
            new TokenGroup(environment),
            new VersionCommand(environment),
        };
        // Help reads the same on every terminal and in a pipe, so that it can be searched and compared.
        foreach (HelpAction help in root.Options.Select(option => option.Action).OfType<HelpAction>())
        {
            help.MaxWidth = HelpWidth;
        }

        return root;
    }

    /// <summary>Runs one command line to its end.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment, CancellationToken token)
    {
        ParseResult parse = Build(environment).Parse(arguments);
        if (parse.Errors.Count > 0)
        {
            UsageError.Write(parse, environment.Error);
            return (int)ExitCode.Usage;
        }

        using StreamWriter text = new(environment.Output, leaveOpen: true) { AutoFlush = true };
        InvocationConfiguration how = new() { Output = text, Error = environment.Error, EnableDefaultExceptionHandler = false };
        if (parse.CommandResult.Command is ServeCommand)
        {
            // The host hears SIGTERM itself and takes the time it needs to stop in good order.
            how.ProcessTerminationTimeout = null;
        }

        return await parse.InvokeAsync(how, token);
    }
}
