using DePin.Scheduler.Engine;

namespace DePin.Simulation.Mutants;

/// <summary>A job that lost its attempt is not put back into the line.</summary>
internal sealed class WaitingJobIsForgotten : Mutant
{
    public override void Decided(EngineState? state)
    {
        foreach (LiveJob job in state?.Jobs.Values.Where(job => job.Attempt is null && job.Past.Count > 0) ?? [])
        {
            state!.Pending.Remove(job);
        }
    }
}
