using DePin.Scheduler.Engine;

namespace DePin.Simulation.Mutants;

/// <summary>The scheduler starts without knowing how far it was in each node's events.</summary>
internal sealed class LastEventIsForgotten : Mutant
{
    public override void Loaded(EngineState state)
    {
        foreach (LiveNode node in state.Nodes.Values.Where(node => node.Boot is not null))
        {
            node.Boot = node.Boot! with { LastEvent = 0 };
        }
    }
}
