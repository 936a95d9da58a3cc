using System.Text.Json;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Protocol;
using DePin.Protocol.Wire;
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

    /// <summary>One job, with the verdict on each of its attempts.</summary>
    public async Task<JobView> ShowAsync(JobId job, CancellationToken token) => WithVerdicts((await ShowAsync([job], token))[0]);

    /// <summary>Jobs that exist, in this order.</summary>
    public async Task<IReadOnlyList<JobView>> ShowAsync(IReadOnlyList<JobId> jobs, CancellationToken token)
    {
        IReadOnlyDictionary<JobId, JobView> live = (await engine.AskAsync(new EngineRequest.ShowJobs(jobs), token)).OrThrow();
        return [.. jobs.Select(job => WithLogs(live.TryGetValue(job, out JobView? view) ? view : Stored(job)))];
    }

    // Not live means finished, and what is finished was durable before the engine said so.
    private JobView Stored(JobId job) => Views.Job(reader.FindJob(job)!, reader.AttemptsOf(job));

    /// <summary>Read from what the nodes signed: nothing of it is kept a second time.</summary>
    private JobView WithVerdicts(JobView view)
    {
        if (view.Attempts.All(attempt => attempt.Outcome is null))
        {
            return view;
        }

        Dictionary<AttemptId, VerdictEvidence> verdicts = reader.AttestationsOf(view.Id).ToDictionary(row => row.Attempt, Verdict);
        return view with
        {
            Attempts = [.. view.Attempts.Select(attempt => attempt with { Verdict = verdicts.GetValueOrDefault(attempt.Id) })],
        };
    }

    private static VerdictEvidence Verdict(AttestationRow row)
    {
        AttestationEnvelope envelope = JsonSerializer.Deserialize(row.Envelope, WireJson.Default.AttestationEnvelope)!;
        return EvidenceStatement.Parse(envelope.Evidence.Span).Predicate.Verdict;
    }

    private JobView WithLogs(JobView view) => view with
    {
        Attempts = [.. view.Attempts.Select(attempt => attempt with { LogBytes = logs.Length(attempt.Id) })],
    };
}
