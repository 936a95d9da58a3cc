using DePin.Scheduler.Store;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>
/// One lease epoch is effective at a time: when a newer attempt's container runs, an older one's runs no more — unless its machine has
/// nobody who could stop it, because the agent or the engine is down or came back a moment ago.
/// </summary>
internal sealed class OneContainerOfAJob : Invariant
{
    private static readonly TimeSpan _settles = TimeSpan.FromSeconds(30);

    public override string? Check(World world)
    {
        List<ContainerRecord> running = world.Containers.FindAll(record => record.Runs);
        foreach (ContainerRecord older in running)
        {
            AttemptRow attempt = world.Books.Attempts[older.Attempt];
            ContainerRecord? newer = running.Find(
                other => world.Books.Attempts[other.Attempt] is var it && it.Job == attempt.Job && it.Epoch > attempt.Epoch);
            if (newer is not null && IsInCharge(world, older.Machine, world.Books.Jobs[attempt.Job].Spec.StopGrace + _settles))
            {
                return $"{world.Label(older.Attempt)} runs on {older.Machine.Name}, {world.Label(newer.Attempt)} on {newer.Machine.Name}";
            }
        }

        return null;
    }

    private static bool IsInCharge(World world, NodeMachine node, TimeSpan since) =>
        node.IsUp && node.UpSince + since < world.Clockwork.Time
        && node.Engine.IsUp && node.Engine.UpSince + since < world.Clockwork.Time;
}
