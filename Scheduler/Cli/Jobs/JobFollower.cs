using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>Follows a job to its end: the changes of its state, and the whole log of one attempt after the other.</summary>
internal sealed class JobFollower(SchedulerClient client, IJobReport report)
{
    private readonly SchedulerClient _client = client.Patient;

    /// <summary>Only the changes.</summary>
    public async Task<JobView> WaitAsync(JobId job, CancellationToken token)
    {
        JobView? last = null;
        await foreach (JobView view in new JobWatch(_client).ChangesAsync(job, token))
        {
            report.Changed(view);
            last = view;
        }

        return last!;
    }

    /// <summary>The changes and the log.</summary>
    /// <param name="firstAttempt">Index of the attempt to begin with.</param>
    /// <param name="offset">First byte wanted of that attempt's log.</param>
    /// <returns>The finished job, after the last byte of its log was given.</returns>
    public async Task<JobView> FollowAsync(JobId job, int firstAttempt, long offset, CancellationToken token)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<JobView> watching = WaitAsync(job, both.Token);
        Task copying = CopyLogsAsync(job, firstAttempt, offset, both.Token);
        Task first = await Task.WhenAny(watching, copying);
        if (!first.IsCompletedSuccessfully)
        {
            await both.CancelAsync();
            await Task.WhenAll(watching, copying).ContinueWith(
                _ => { },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            await first;
        }

        await copying;
        return await watching;
    }

    private async Task CopyLogsAsync(JobId job, int firstAttempt, long offset, CancellationToken token)
    {
        int next = firstAttempt;
        await foreach (JobView seen in new JobWatch(_client).ChangesAsync(job, token))
        {
            // An attempt's log takes as long as the attempt: look again after it, there may be another.
            JobView view = seen;
            for (; next < view.Attempts.Count; next++)
            {
                AttemptView attempt = view.Attempts[next];
                report.Attempt(attempt, next + 1);
                LogReader log = new(_client, job, attempt.Id, (at, bytes) => report.Log(attempt.Id, at, bytes));
                await log.FollowAsync(next == firstAttempt ? offset : 0, token);
                view = await _client.JobAsync(job, token);
            }
        }
    }
}
