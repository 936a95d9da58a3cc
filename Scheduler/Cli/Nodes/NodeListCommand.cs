using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary><c>node list</c>.</summary>
internal sealed class NodeListCommand : ClientCommand
{
    public NodeListCommand(CliEnvironment environment)
        : base("list", "List the nodes and what of them is free.", environment) => AddCommonOptions();

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        NodeList list = await client.NodesAsync(token);
        if (output.Json)
        {
            output.Value(list, WireJson.Default.NodeList);
            return ExitCode.Ok;
        }

        TextTable table = new("NODE", "STATE", "FREE CORES", "FREE MEMORY", "FREE DISK", "GPUS", "ATTEMPTS", "SEEN");
        DateTimeOffset now = Environment.Time.GetUtcNow();
        foreach (NodeView node in list.Nodes)
        {
            table.Add(
                node.Address.ToString(),
                NodeText.State(node),
                NodeText.Cores(node),
                NodeText.Memory(node),
                NodeText.Disk(node),
                NodeText.Gpus(node),
                $"{node.Holding.Count}",
                $"{Display.Age(node.LastSeen, now)} ago");
        }

        output.Table(table);
        return ExitCode.Ok;
    }
}
