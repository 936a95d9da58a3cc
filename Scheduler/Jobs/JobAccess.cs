using DePin.Attestation.Evidence;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Jobs;

/// <summary>Jobs for those who may see them: what is live comes from the engine, what is finished from the store.</summary>
internal sealed class JobAccess(SchedulerEngine engine, StoreReader reader, LogStore logs)
{
    /// <summary>The durable row of a job this caller may see.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public JobRow Find(Caller caller, string id)
    {
        JobId job = PathValue.Parse<JobId>(id, "job");
        return reader.FindJob(job) is { } row && caller.Sees(row.Owner) ? row : throw new RefusedException(Refusal.NotFound("job", id));
    }

    /// <summary>One job, with what was attested of each of its attempts.</summary>
    public async Task<JobView> ShowAsync(JobId job, CancellationToken token) => WithEvidence((await ShowAsync([job], token))[0]);

    /// <summary>Jobs that exist, in this order.</summary>
    public async Task<IReadOnlyList<JobView>> ShowAsync(IReadOnlyList<JobId> jobs, CancellationToken token)
    {
        IReadOnlyDictionary<JobId, JobView> live = (await engine.AskAsync(new EngineRequest.ShowJobs(jobs), token)).OrThrow();
        return [.. jobs.Select(job => WithLogs(live.TryGetValue(job, out JobView? view) ? view : Stored(job)))];
    }

    // Not live means finished, and what is finished was durable before the engine said so.
    private JobView Stored(JobId job) => Views.Job(reader.FindJob(job)!, reader.AttemptsOf(job));

    private JobView WithEvidence(JobView view)
    {
        if (view.Attempts.All(attempt => attempt.Outcome is null))
        {
            return view;
        }

        Dictionary<AttemptId, WorkEvidence> signed = reader.AttestationsOf(view.Id).ToDictionary(row => row.Attempt, SignedEvidence.Of);
        return view with { Attempts = [.. view.Attempts.Select(attempt => With(attempt, signed.GetValueOrDefault(attempt.Id)))] };
    }

    private static AttemptView With(AttemptView attempt, WorkEvidence? signed) => signed is null
        ? attempt
        : attempt with { Verdict = signed.Verdict, SkippedOutputs = signed.SkippedOutputs };

    private JobView WithLogs(JobView view) => view with
    {
        Attempts = [.. view.Attempts.Select(attempt => attempt with { LogBytes = logs.Length(attempt.Id) })],
    };
}
