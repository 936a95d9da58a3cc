using System.CommandLine;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary>The verbs about nodes.</summary>
internal sealed class NodeGroup : Command
{
    public NodeGroup(CliEnvironment environment)
        : base("node", "See the nodes, and take them in and out of service.")
    {
        Add(new NodeListCommand(environment));
        Add(new NodeShowCommand(environment));
        Add(new NodeDrainCommand(environment, draining: true));
        Add(new NodeDrainCommand(environment, draining: false));
    }
}
