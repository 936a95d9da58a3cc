using DePin.Scheduler.Engine;

namespace DePin.Simulation.Mutants;

/// <summary>A command is not sent again until it is acknowledged: with the reply that carried it, it is lost.</summary>
internal sealed class LeaseIsSentOnce : Mutant
{
    public override void Decided(EngineState? state)
    {
        foreach (LiveNode node in state?.Nodes.Values.Where(node => node.Parked is null) ?? [])
        {
            node.Commands.Clear();
        }
    }
}
