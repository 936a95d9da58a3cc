using System.CommandLine;
using System.CommandLine.Parsing;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>The command line of <c>depin-node</c>: one verb for the service, the others for its owner.</summary>
internal static class NodeCommandLine
{
    public static async Task<ExitCode> InvokeAsync(string[] args, CliContext context, CancellationToken token)
    {
        ParseResult parsed = Build(context).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await context.Error.WriteLineAsync($"depin-node: {error.Message}");
            }

            await context.Error.WriteLineAsync($"Run '{CommandPath(parsed.CommandResult)} --help' for what it takes.");
            return ExitCode.Configuration;
        }

        InvocationConfiguration configuration = new()
        {
            Output = context.Text,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return (ExitCode)await parsed.InvokeAsync(configuration, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (ConfigurationException wrong)
        {
            await context.Error.WriteLineAsync(wrong.Message);
            return await context.FailAsync(ExitCode.Configuration, "the configuration cannot be used until the lines above are put right.");
        }
        catch (OwnerRefusedException refused)
        {
            return await context.FailAsync(ExitCode.NotWell, refused.Message);
        }
        catch (ServiceUnreachableException unreachable)
        {
            ExitCode code = unreachable.Why == ServiceUnreachableException.Cause.NotRunning ? ExitCode.NotRunning : ExitCode.NotWell;
            return await context.FailAsync(code, unreachable.Message);
        }
    }

    /// <summary>All verbs, as the command line knows them.</summary>
    internal static RootCommand Build(CliContext context)
    {
        RootCommand root = new("Offers this machine to a DePin scheduler, runs its jobs, and signs what was done.");
        root.Options.Add(CommonOptions.Config);
        root.Subcommands.Add(SetupCommand.Build(context));
        root.Subcommands.Add(RunCommand.Build(context));
        root.Subcommands.Add(StatusCommand.Build(context));
        root.Subcommands.Add(JobsCommand.Build(context));
        root.Subcommands.Add(DrainCommand.BuildDrain(context));
        root.Subcommands.Add(DrainCommand.BuildDown(context));
        root.Subcommands.Add(DrainCommand.BuildUp(context));
        root.Subcommands.Add(OfferCommand.Build(context));
        root.Subcommands.Add(PruneCommand.Build(context));
        root.Subcommands.Add(ConfigCommand.Build(context));
        root.Subcommands.Add(DoctorCommand.Build(context));
        root.Subcommands.Add(NetcheckCommand.Build(context));
        root.Subcommands.Add(BugreportCommand.Build(context));
        root.Subcommands.Add(BenchCommand.Build(context));
        root.Subcommands.Add(GpusCommand.Build(context));
        root.Subcommands.Add(GpuWorkerCommand.Build(context));
        root.Subcommands.Add(WalletCommand.Build(context));
        root.Subcommands.Add(AttestCommand.Build(context));
        root.Subcommands.Add(PogCommand.Build(context));
        root.Subcommands.Add(VersionCommand.Build(context));
        return root;
    }

    private static string CommandPath(CommandResult result)
    {
        List<string> names = [];
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
        {
            names.Insert(0, command.Command is RootCommand ? "depin-node" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
