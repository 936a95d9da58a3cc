using DePin.Attestation.Messages;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>Sequences are counted in memory and begin again when the agent does.</summary>
internal sealed class SequenceIsReused : Resigning
{
    private readonly Dictionary<NodeMachine, (TimeSpan Life, ulong First)> _lives = [];

    protected override WorkAttestation Change(NodeMachine node, WorkAttestation message)
    {
        if (!_lives.TryGetValue(node, out (TimeSpan Life, ulong First) life) || life.Life != node.UpSince)
        {
            _lives[node] = life = (node.UpSince, message.Sequence);
        }

        return message with { Sequence = message.Sequence - life.First };
    }
}
