using DePin.NodeAgent.Attempts;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>The agent's journal tells of commits while they are on their way: the last ones are lost when the agent dies.</summary>
internal sealed class JournalTellsBeforeItIsDurable : Mutant
{
    private const int Lost = 6;
    private readonly Dictionary<NodeMachine, Undo> _undo = [];

    public override void Journals(NodeMachine node, StepMoment moment)
    {
        if (moment == StepMoment.Before)
        {
            Of(node).Keep();
        }
    }

    public override void AgentDied(NodeMachine node) => Of(node).PutBack();

    private Undo Of(NodeMachine node) => _undo.TryGetValue(node, out Undo? undo) ? undo : _undo[node] = new Undo(node.JournalPath, Lost);
}
