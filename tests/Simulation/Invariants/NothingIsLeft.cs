using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>At rest no container, network or spool is left of any attempt, and no container was forgotten running.</summary>
internal sealed class NothingIsLeft : Invariant
{
    public override string? CheckAtRest(World world)
    {
        foreach (NodeMachine node in world.Nodes)
        {
            string spools = Path.Combine(node.Directory, "attempts");
            if (Directory.Exists(spools) && Directory.EnumerateFileSystemEntries(spools).FirstOrDefault() is { } spool)
            {
                return $"{node.Name} has spool {Path.GetFileName(spool)} left";
            }
        }

        return world.Containers.Find(record => record.Runs) is { } running ? $"{world.Label(running.Attempt)} runs for ever" : null;
    }
}
