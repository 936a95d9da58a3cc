using System.Net.Http.Json;
using System.Text;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

internal sealed class StopTests
{
    [Test, CancelAfter(120_000)]
    public async Task A_graceful_stop_answers_parked_polls_and_followers_at_once(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        using HttpResponseMessage log = await scheduler.Http.GetAsync(
            Routes.JobLogs(lease.Job, lease.Attempt, 0, follow: true), HttpCompletionOption.ResponseHeadersRead, token);
        await node.SyncUntilParkedAsync(token);
        Task<SyncReply> parked = node.ParkedSync!;

        await scheduler.RestartAsync(token);

        Assert.That((await parked).RetryAfterMs, Is.GreaterThan(0));
        Assert.That(async () =>
            await log.Content.ReadAsByteArrayAsync(token), Throws.InstanceOf<HttpRequestException>(), "cut short: the log may go on");
    }

    [Test, CancelAfter(120_000)]
    public async Task Every_submit_that_was_acknowledged_is_there_after_a_stop_in_the_middle_of_many(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        List<JobView> accepted = [];
        Task[] submitters = [.. Enumerable.Range(0, 8).Select(_ => SubmitUntilStoppedAsync(scheduler.Http, accepted, token))];
        while (Count(accepted) < 50)
        {
            await Task.Yield();
        }

        await scheduler.RestartAsync(token);
        await Task.WhenAll(submitters);

        HashSet<JobId> there = [];
        string? next = "";
        while (next is not null)
        {
            JobList page = await scheduler.GetAsync($"{Routes.Jobs}?limit=100{(next.Length > 0 ? "&before=" + next : "")}",
                WireJson.Default.JobList, token);
            there.UnionWith(page.Jobs.Select(job => job.Id));
            next = page.Next;
        }

        Assert.That(there, Is.SupersetOf(accepted.Select(job => job.Id)));
    }

    private static int Count(List<JobView> accepted)
    {
        lock (accepted)
        {
            return accepted.Count;
        }
    }

    private static async Task SubmitUntilStoppedAsync(HttpClient http, List<JobView> accepted, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using StringContent body = new(Specs.Yaml(), Encoding.UTF8, "application/yaml");
                using HttpResponseMessage reply = await http.PostAsync(Routes.Jobs, body, token);
                if (!reply.IsSuccessStatusCode)
                {
                    return;
                }

                JobView job = (await reply.Content.ReadFromJsonAsync(WireJson.Default.JobView, token))!;
                lock (accepted)
                {
                    accepted.Add(job);
                }
            }
        }
        catch (Exception stopped) when (stopped is HttpRequestException or ObjectDisposedException or TaskCanceledException)
        {
            // The scheduler went away: what it had said is what counts.
        }
    }
}
