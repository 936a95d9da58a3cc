using DePin.Scheduler.Engine;

namespace DePin.Simulation.Mutants;

/// <summary>A silent node's job goes to another one while its lease may still be good.</summary>
internal sealed class JobIsGivenAwayTooEarly : Mutant
{
    public override EngineRules Rules(EngineRules rules) => rules with { ReassignAfter = TimeSpan.FromSeconds(12) };
}
