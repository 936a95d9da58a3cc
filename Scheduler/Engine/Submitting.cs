using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Takes jobs in, and ends them when their submitter says so.</summary>
internal static class Submitting
{
    public static Answer<Submitted> Submit(Turn turn, JobRow row)
    {
        if (row.IdempotencyKey is { } key && turn.State.RecentKeys.TryGet((row.Owner, key), out JobRow? first))
        {
            return row.SpecDigest == first.SpecDigest ? new Submitted(first.Id, false) : IdempotencyConflict(key, first);
        }

        if (turn.State.Jobs.Count >= turn.Rules.MaxLiveJobs)
        {
            return new Refusal(ProblemCode.Unavailable,
                $"{turn.State.Jobs.Count} jobs are waiting or running, the most this scheduler keeps",
                "submit again when some have ended");
        }

        LiveJob job = turn.State.NewJob(row);
        turn.State.Jobs.Add(row.Id, job);
        turn.Decision.Write(new StoreWrite.InsertJob(row));
        Leasing.PlaceOrQueue(turn, job);
        if (row.IdempotencyKey is { } used)
        {
            turn.State.RecentKeys.Set((row.Owner, used), row);
        }

        return new Submitted(row.Id, true);
    }

    /// <summary>Null when the job is not live: unknown, or finished already.</summary>
    public static Answer<JobView?> Cancel(Turn turn, EngineRequest.Cancel request)
    {
        if (!turn.State.Jobs.TryGetValue(request.Job, out LiveJob? job))
        {
            return (JobView?)null;
        }

        if (job.Attempt is not { } attempt)
        {
            Leasing.Finish(turn, job, new JobStatus.Finished(turn.Now.UnixMs, Outcome.Cancelled, null, request.Reason, null));
        }
        else if (attempt.Overdue)
        {
            turn.Save(job, job.Row with { CancelReason = request.Reason });
            Leasing.End(turn, attempt, Leasing.Lost(turn, attempt));
        }
        else if (job.Row.CancelReason is null)
        {
            turn.Save(job, job.Row with { CancelReason = request.Reason });
            turn.Command(turn.State.Nodes[attempt.Row.Node], CommandKind.Cancel, attempt.Row.Id, request.Reason);
        }

        return Views.Job(turn, job);
    }

    public static Refusal IdempotencyConflict(string key, JobRow first) =>
        new(ProblemCode.Conflict, $"the idempotency key '{key}' was used for job {first.Id}, which has another spec",
            "use a new key for a new job, or send the same job again");
}
