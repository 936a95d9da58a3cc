using System.CommandLine;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Hosting;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node run</c>: the service, in the foreground, until SIGTERM or Ctrl-C. Running jobs go on without it.</summary>
internal static class RunCommand
{
    public static Command Build(CliContext context)
    {
        Command command = new("run", "Run the service in the foreground: take jobs, run them, sign what was done.");
        command.SetAction(async (result, token) =>
        {
            ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
            NodeOptionsResult.Valid read = file.RequireValid(context.Environment);
            return (int)await NodeService.RunAsync(read, () => file.Read(context.Environment), token);
        });
        return command;
    }
}
