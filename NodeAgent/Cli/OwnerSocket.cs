using System.CommandLine;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Cli;

/// <summary>Where the running service answers, as far as the asking user can know.</summary>
internal static class OwnerSocket
{
    /// <summary>What the command line says, else the environment, else the configuration, else the usual place.</summary>
    /// <exception cref="ConfigurationException">A configuration that was named on the command line is wrong.</exception>
    public static string Find(CliContext context, ParseResult result)
    {
        if (result.GetValue(CommonOptions.Socket) is { } named)
        {
            return Path.GetFullPath(named);
        }

        string? file = result.GetValue(CommonOptions.Config);
        ConfigurationFile configuration = ConfigurationFile.Find(file, context.Environment);
        if (file is not null)
        {
            return configuration.Require(context.Environment).Socket;
        }

        // Not every user may read the configuration, and the service told its own mistakes when it started.
        if (context.Environment.GetValueOrDefault(EnvironmentOverrides.VariableOf("socket")) is { Length: > 0 } variable)
        {
            return Path.GetFullPath(variable);
        }

        return (configuration.Read(context.Environment) as NodeOptionsResult.Valid)?.Options.Socket ?? NodeOptions.DefaultSocket;
    }
}
