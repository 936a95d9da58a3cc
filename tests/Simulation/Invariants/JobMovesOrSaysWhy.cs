using DePin.Scheduler.Engine;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Simulation.Invariants;

/// <summary>
/// A job is always either progressing, waiting with a reason, or finished: it holds a lease that somebody must renew, or it waits and every
/// node has a reason against it.
/// </summary>
internal sealed class JobMovesOrSaysWhy : Invariant
{
    public override string? Check(World world)
    {
        if (world.Scheduler.State is not { } state)
        {
            return null;
        }

        foreach (LiveJob job in state.Jobs.Values)
        {
            bool waits = job.Attempt is null || job.Attempt.Overdue;
            if (state.Pending.Contains(job.Row.Id) != waits)
            {
                return $"job {job.Row.Spec.Name} {(waits ? "has no lease that counts and does not wait" : "waits and has a lease")}";
            }

            if (waits && Placement.Find(job.Requirement, job.Avoid, state.Offers) is { } place)
            {
                return $"job {job.Row.Spec.Name} waits, and node {place.Node} would take it";
            }

            if (job.Attempt is { } attempt && attempt.Row.Epoch != job.Row.Epoch)
            {
                return $"job {job.Row.Spec.Name} is in epoch {job.Row.Epoch} and its attempt in {attempt.Row.Epoch}";
            }
        }

        return null;
    }

    public override string? CheckAtRest(World world)
    {
        EngineState state = world.Scheduler.State!;
        foreach (JobRow job in world.Books.Jobs.Values.Where(job => job.Status is not JobStatus.Finished))
        {
            if (!state.Jobs.TryGetValue(job.Id, out LiveJob? live)
                || Placement.Explain(live.Requirement, live.Avoid, [.. state.Offers]).Any(verdict => verdict.Reasons.Count == 0))
            {
                return $"job {job.Spec.Name} is {job.Status} for ever, and nobody says why";
            }
        }

        return null;
    }
}
