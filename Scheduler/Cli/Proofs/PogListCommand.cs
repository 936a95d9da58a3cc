using System.CommandLine;
using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Nodes;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary><c>pog list NODE</c>.</summary>
internal sealed class PogListCommand : ClientCommand
{
    private readonly Argument<string> _node = NodeArgument.Create();

    public PogListCommand(CliEnvironment environment)
        : base("list", "List what a node was asked to prove, newest first, and what came of it.", environment)
    {
        Add(_node);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        Address node = await NodeArgument.FindAsync(client, parse.GetRequiredValue(_node), token);
        ProofList list = await client.ProofsAsync(node, token);
        if (output.Json)
        {
            output.Value(list, WireJson.Default.ProofList);
            return ExitCode.Ok;
        }

        TextTable table = new("PROOF", "GPU", "OF", "STATE", "ASKED", "FOUND");
        foreach (ProofView proof in list.Proofs)
        {
            table.Add(
                proof.Id.ToString(),
                proof.Gpu,
                ProofText.Kind(proof.Proof),
                ProofText.State(proof.State),
                Display.Time(proof.AskedAt),
                proof.Proven is { } figure ? ProofText.Interval(figure) : proof.Reason is null ? "" : $"{proof.Reason}: {proof.Detail}");
        }

        output.Table(table);
        return ExitCode.Ok;
    }
}
