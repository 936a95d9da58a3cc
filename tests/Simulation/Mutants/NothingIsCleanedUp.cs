using DePin.NodeAgent.Containers;

namespace DePin.Simulation.Mutants;

/// <summary>An attempt ends without its container being removed.</summary>
internal sealed class NothingIsCleanedUp : Mutant
{
    public override bool Removes(ContainerName name) => false;
}
