using System.CommandLine;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node jobs logs ID</c>: what a job wrote, byte for byte into a pipe, made harmless on a terminal.</summary>
internal static class JobsLogsCommand
{
    private static readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Go on until the job ends, also through the end of the attempt.",
    };

    public static Command Build(CliContext context, Argument<string> id)
    {
        Command command = new("logs", "Show what a job that runs here wrote. A finished job's log is its submitter's.")
        {
            id,
            _follow,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            if (await AttemptChoice.FindAsync(context, client, result.GetValue(id)!, token) is not { } attempt)
            {
                return (int)ExitCode.NotWell;
            }

            await using Stream output = Output(context, result.GetValue(CommonOptions.Json));
            await client.CopyLogAsync(attempt.Attempt, result.GetValue(_follow), output, token);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Stream Output(CliContext context, bool json) =>
        json ? new LogText(context.Text, LogText.Form.JsonLines)
        : context.Out.Profile.Capabilities.Ansi ? new LogText(context.Text, LogText.Form.Terminal)
        : Console.OpenStandardOutput();
}
