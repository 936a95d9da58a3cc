using DePin.Scheduler.Engine;

namespace DePin.Simulation.Mutants;

/// <summary>The scheduler's own outage counts as the nodes' silence.</summary>
internal sealed class OutageExpiresLeases : Mutant
{
    public override EngineRules Rules(EngineRules rules) =>
        rules with { ReconnectBudget = TimeSpan.FromSeconds(1) - rules.ReassignAfter };
}
