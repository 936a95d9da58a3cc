using System.CommandLine;
using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Nodes;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary><c>pog show NODE</c>.</summary>
internal sealed class PogShowCommand : ClientCommand
{
    private readonly Argument<string> _node = NodeArgument.Create();

    public PogShowCommand(CliEnvironment environment)
        : base("show", "Show what of a node's GPUs is proven, beside what the node says, and which transcripts show it.", environment)
    {
        Add(_node);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        Address address = await NodeArgument.FindAsync(client, parse.GetRequiredValue(_node), token);
        NodeView node = await client.NodeAsync(address, token);
        if (output.Json)
        {
            output.Value(node, WireJson.Default.NodeView);
            return ExitCode.Ok;
        }

        if (node.Gpus.Count == 0)
        {
            output.Line($"node {address} offers no GPU");
        }

        DateTimeOffset now = Environment.Time.GetUtcNow();
        foreach (GpuProofs gpu in node.Gpus)
        {
            ProofText.Write(output, node.Capacity!.Gpus.First(one => one.Uuid == gpu.Gpu), gpu, now);
            foreach (ProvenFigure figure in gpu.Figures)
            {
                output.Line($"  transcript      {figure.Challenge}");
            }
        }

        return ExitCode.Ok;
    }
}
