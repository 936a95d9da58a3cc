using System.CommandLine;
using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary><c>node drain NODE</c> and <c>node undrain NODE</c>.</summary>
internal sealed class NodeDrainCommand : ClientCommand
{
    private readonly Argument<string> _node = NodeArgument.Create();
    private readonly bool _draining;

    public NodeDrainCommand(CliEnvironment environment, bool draining)
        : base(
            draining ? "drain" : "undrain",
            draining
                ? "Give a node nothing new; jobs with checkpoints move on, others run to their end."
                : "Give a drained node work again.",
            environment)
    {
        _draining = draining;
        Add(_node);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        Address address = await NodeArgument.FindAsync(client, parse.GetRequiredValue(_node), token);
        NodeView node = await client.DrainAsync(address, _draining, token);
        if (output.Json)
        {
            output.Value(node, WireJson.Default.NodeView);
        }
        else
        {
            output.Line($"{address} is {(node.Draining ? $"draining; it holds {node.Holding.Count} attempts" : "in service")}");
        }

        return ExitCode.Ok;
    }
}
