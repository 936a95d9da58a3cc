using DePin.Attestation.Messages;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>What is signed is not durable before it is sent: sent again, it is made anew, and another digest has its sequence.</summary>
internal sealed class SignsTwice : Resigning
{
    private readonly HashSet<(NodeMachine, ulong)> _sent = [];

    protected override WorkAttestation Change(NodeMachine node, WorkAttestation message) =>
        _sent.Add((node, message.Sequence)) ? message : message with { FinishedAt = message.FinishedAt + 1 };
}
