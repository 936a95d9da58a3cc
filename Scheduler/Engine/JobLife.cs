using DePin.Attestation.Messages;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// What becomes of a job when an attempt of it has ended. Pure: the one place that decides between the end and another try.
/// </summary>
internal static class JobLife
{
    /// <summary>True for every end that is not the job's own doing: its node is tried again only when there is no other.</summary>
    public static bool IsNodesFault(Outcome? outcome) => outcome is not (Outcome.Succeeded or Outcome.JobFault);

    /// <summary>The job as it is after the end of its attempt, the fault counted.</summary>
    public static JobRow After(JobRow job, AttemptEnd end, EngineRules rules)
    {
        JobRow counted = end.Outcome switch
        {
            Outcome.Succeeded => job,
            Outcome.JobFault => job with { JobFaults = job.JobFaults + 1 },
            _ => job with { Setbacks = job.Setbacks + 1 },
        };
        return counted with { Status = Next(counted, end, rules) };
    }

    private static JobStatus Next(JobRow job, AttemptEnd end, EngineRules rules)
    {
        bool tryAgain = job.CancelReason is null && end.Outcome switch
        {
            Outcome.Succeeded => false,
            Outcome.JobFault => job.JobFaults <= job.Spec.Retries,

            // Host fault, network fault, lost, or stopped by the node's owner: not the submitter's fault, so tried again, within a bound
            // that begins anew whenever the job got on to another checkpoint.
            _ => job.Setbacks < rules.MaxPlacements,
        };
        if (tryAgain)
        {
            return new JobStatus.Queued();
        }

        return new JobStatus.Finished(end.At, FinalOutcome(job, end), end.ExitCode, FinalReason(job, end), end.Attestation);
    }

    private static Outcome FinalOutcome(JobRow job, AttemptEnd end) => end.Outcome switch
    {
        Outcome.Succeeded => Outcome.Succeeded,
        Outcome.JobFault => Outcome.JobFault,
        _ when job.CancelReason is not null => Outcome.Cancelled,
        Outcome.NetworkFault => Outcome.NetworkFault,
        _ => Outcome.HostFault,
    };

    private static string FinalReason(JobRow job, AttemptEnd end) => job.CancelReason is { } reason && IsNodesFault(end.Outcome)
        ? reason
        : end.Reason;
}
