using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Scheduler.Engine;
using DePin.Simulation.Nodes;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Invariants;

/// <summary>A node never believes in a lease for longer than the scheduler promised it: all fencing by time hangs on this.</summary>
internal sealed class NoLeaseLongerThanPromised : Invariant
{
    private readonly Dictionary<AttemptId, TimeSpan> _promised = [];

    public override void Note(World world)
    {
        foreach (LiveAttempt attempt in world.Scheduler.State?.Attempts.Values.AsEnumerable() ?? [])
        {
            TimeSpan until = attempt.RenewedAt - SchedulerProgram.Zero + world.Scheduler.Options.LeaseTtl;
            if (!_promised.TryGetValue(attempt.Row.Id, out TimeSpan before) || until > before)
            {
                _promised[attempt.Row.Id] = until;
            }
        }
    }

    public override string? Check(World world)
    {
        foreach (NodeMachine node in world.Nodes)
        {
            foreach (Attempt attempt in node.IsUp && node.Journal is { } journal ? journal.Attempts.Values : [])
            {
                TimeSpan believed = node.WorldTime(attempt.LeaseUntil);
                TimeSpan promised = _promised.GetValueOrDefault(attempt.Id);
                if (attempt.State is AttemptState.Running && attempt.KernelBoot == node.KernelBoot && believed > promised)
                {
                    return $"{node.Name} believes in the lease of {world.Label(attempt.Id)} until {believed.TotalSeconds:0.000}, "
                        + $"and it was promised until {promised.TotalSeconds:0.000}";
                }
            }
        }

        return null;
    }
}
