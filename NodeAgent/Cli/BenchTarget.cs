using System.CommandLine;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>bench</c> measures.</summary>
/// <param name="Directory">The directory whose disk is measured and that keeps the history.</param>
/// <param name="Scheduler">Null where none is configured: the network is left out.</param>
internal sealed record BenchTarget(string Directory, Uri? Scheduler)
{
    /// <exception cref="ConfigurationException">There is a configuration, and it is wrong.</exception>
    public static BenchTarget Find(CliContext context, ParseResult result, string? directory)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        NodeOptions? options = file.IsPresent(context.Environment) ? file.Require(context.Environment) : null;
        string target = directory is null ? options?.StateDirectory ?? NodeOptions.DefaultStateDirectory : Path.GetFullPath(directory);
        return new BenchTarget(target, options?.Scheduler.Url);
    }
}
