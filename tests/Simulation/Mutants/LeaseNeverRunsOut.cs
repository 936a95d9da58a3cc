using DePin.NodeAgent.Attempts;

namespace DePin.Simulation.Mutants;

/// <summary>A node that cannot renew does not stop its job before the lease expires.</summary>
internal sealed class LeaseNeverRunsOut : Mutant
{
    public override AgentRules Rules(AgentRules rules) => rules with { LeaseMargin = TimeSpan.FromHours(-1) };
}
