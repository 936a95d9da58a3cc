using DePin.Scheduler.Engine;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Invariants;

/// <summary>What is leased to a node is never more than it offers.</summary>
internal sealed class NothingIsOvercommitted : Invariant
{
    public override string? Check(World world)
    {
        foreach (LiveNode node in world.Scheduler.State?.Nodes.Values.AsEnumerable() ?? [])
        {
            long leased = node.Attempts.Values.Sum(attempt => attempt.Job.Requirement.CpuMillicores);
            if (leased > Template.Cores * 1000)
            {
                return $"{leased} millicores are leased to a node that has {Template.Cores * 1000}";
            }
        }

        return null;
    }
}
