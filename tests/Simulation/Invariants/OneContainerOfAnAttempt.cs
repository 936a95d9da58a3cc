using DePin.Protocol;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>An attempt's container is started once, whatever dies and is repeated; a second start is a second run of the job.</summary>
internal sealed class OneContainerOfAnAttempt : Invariant
{
    private readonly HashSet<AttemptId> _started = [];
    private int _seen;

    public override string? Check(World world)
    {
        for (; _seen < world.Containers.Count; _seen++)
        {
            ContainerRecord record = world.Containers[_seen];
            if (!_started.Add(record.Attempt))
            {
                return $"{world.Label(record.Attempt)} is started a second time, on {record.Machine.Name}";
            }
        }

        return null;
    }
}
