using DePin.Attestation.Messages;
using DePin.Scheduler.Store;
using DePin.Simulation.Jobs;

namespace DePin.Simulation.Invariants;

/// <summary>Where nothing goes wrong, no lease is lost, and each job that nobody stops ends as its script says.</summary>
internal sealed class NothingIsLostInCalm : Invariant
{
    public override string? CheckAtRest(World world)
    {
        if (!world.Scenario.IsCalm)
        {
            return null;
        }

        foreach (JobRow job in world.Books.Jobs.Values)
        {
            PlannedJob plan = world.PlanOf(job.Id);
            List<AttemptRow> attempts = [.. world.Books.Attempts.Values.Where(attempt => attempt.Job == job.Id)];
            if (attempts.Find(attempt => attempt.End?.Outcome is null or Outcome.HostFault or Outcome.NetworkFault) is { } lost)
            {
                return $"{world.Label(lost.Id)} ended as {lost.End?.Outcome?.ToString() ?? "lost"}: {lost.End?.Reason}";
            }

            bool ownEnd = attempts.Count > 0 && plan.CancelAt is null
                && attempts.TrueForAll(attempt => plan.Script(world.Scenario.Seed, attempt.Epoch).Length < plan.Spec.Timeout);
            bool good = plan.Script(world.Scenario.Seed, attempts.Count).ExitCode == 0;
            if (ownEnd && job.Status is JobStatus.Finished { Outcome: var outcome } && good != (outcome == Outcome.Succeeded))
            {
                return $"job {job.Spec.Name} ended as {outcome}, and its last attempt {(good ? "did well" : "failed")}";
            }
        }

        return null;
    }
}
