using DePin.NodeAgent.Attempts;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>
/// At rest the node remembers an attempt as attested exactly when the scheduler accepted its attestation: no work is lost on the way.
/// </summary>
internal sealed class BothSidesAgree : Invariant
{
    public override string? CheckAtRest(World world)
    {
        foreach (NodeMachine node in world.Nodes)
        {
            foreach (Attempt attempt in node.Journal!.Attempts.Values)
            {
                bool accepted = world.Books.Attestations.ContainsKey(attempt.Id);
                if (attempt.State is AttemptState.Ended { Outcome: var outcome, Reason: var reason } && outcome is not null != accepted)
                {
                    return $"{world.Label(attempt.Id)} is {(accepted ? "" : "not ")}accepted, and {node.Name} has it as "
                        + $"{outcome?.ToString() ?? "lost"}: {reason}";
                }
            }
        }

        return null;
    }
}
