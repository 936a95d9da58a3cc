using System.CommandLine;
using System.Runtime.InteropServices;

namespace DePin.Scheduler.Cli;

/// <summary><c>version</c>.</summary>
internal sealed class VersionCommand : CliCommand
{
    private const int ProtocolVersion = 1;

    public VersionCommand(CliEnvironment environment)
        : base("version", "Show the version of this program and of the protocol it speaks.", environment) => AddCommonOptions();

    protected override Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        VersionJson version = new(ProductVersion.Full, ProtocolVersion, RuntimeInformation.FrameworkDescription);
        if (output.Json)
        {
            output.Value(version, CliJson.Default.VersionJson);
        }
        else
        {
            output.Line($"depin-scheduler {version.Version}, protocol {version.Protocol}, {version.Runtime}");
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
