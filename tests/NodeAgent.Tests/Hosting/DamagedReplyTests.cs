using System.Net;
using System.Net.Http.Headers;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Replies that no scheduler makes are refused and said, and the agent goes on.</summary>
public sealed class DamagedReplyTests
{
    private const int Replies = 2000;
    private const int RepliesOfAJob = 150;
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test]
    [CancelAfter(240_000)]
    public async Task An_agent_outlives_thousands_of_damaged_replies_of_every_kind(CancellationToken token)
    {
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        using DamagingNetwork network = new(_node.Scheduler, new Random(seed));
        _node.Scheduler.Hold = TimeSpan.FromMilliseconds(1);
        _node.Rules = TestNode.Fast with { SchedulerRetry = (TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(2)) };
        try
        {
            await TestNode.WorkUntilAsync(
                _node.Work(network: network),
                async work =>
                {
                    await work.Sync.FirstAnswer.WaitAsync(token);
                    network.Damages = true;
                    for (int wanted = RepliesOfAJob; wanted <= Replies; wanted += RepliesOfAJob)
                    {
                        _node.Scheduler.Grant(_node.Spec);
                        await TestNode.UntilAsync(() => network.Total >= wanted, token);
                    }

                    network.Damages = false;
                    await TestNode.EndedAsync(work, _node.Scheduler.Grant(_node.Spec), token);
                },
                token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"seed {seed}, after {network.Total} replies, the last of them\n{network.Last}\n{e}");
        }

        Assert.That(
            network.Damaged.Keys, Is.SupersetOf(new[] { Routes.Session, Routes.Sync, Routes.Events, "logs", "artifacts", "attestation" }));
    }

    [TestCase("""{"ackEvent":0,"commands":[null],"leases":[]}""", "an array has a null in it")]
    [TestCase("""{"ackEvent":0,"commands":[],"leases":[null]}""", "an array has a null in it")]
    [TestCase("""{"ackEvent":0,"commands":[],"leases":[],"timeMs":9223372036854775807}""", "timeMs is 9223372036854775807")]
    [TestCase("""{"ackEvent":0,"commands":[],"leases":[],"timeMs":-4611686018427387904}""", "timeMs is -4611686018427387904")]
    [TestCase("""{"ackEvent":4611686018427387904,"commands":[],"leases":[]}""", "ackEvent is 4611686018427387904")]
    [TestCase("""{"ackEvent":-1,"commands":[],"leases":[]}""", "ackEvent is -1")]
    [TestCase("""{"ackEvent":0,"commands":[],"leases":[],"heldMs":-1}""", "heldMs is -1")]
    [TestCase("""{"ackEvent":0,"commands":[],"leases":[],"retryAfterMs":-1}""", "retryAfterMs is -1")]
    [TestCase("""{"ackEvent":0,"commands":[{"kind":"drain","sequence":0,"draining":true}],"leases":[]}""", "a command's sequence is 0")]
    [CancelAfter(60_000)]
    public async Task A_reply_that_cannot_be_is_refused_with_its_value_and_the_next_is_taken(
        string reply, string said, CancellationToken token)
    {
        string problem = "";
        _node.Scheduler.Interfere = request => request.RequestUri!.AbsolutePath == Routes.Sync && problem == ""
            ? new HttpResponseMessage { Content = new StringContent(reply) }
            : null;
        await _node.WorkUntilAsync(
            async work =>
            {
                await TestNode.UntilAsync(() => (problem = work.Sync.Link.Problem ?? problem) != "", token);
                await work.Sync.FirstAnswer.WaitAsync(token);
            },
            token);

        Assert.That(problem, Does.Contain("the answer is not a SyncReply").And.Contain(said));
    }

    [TestCase("logs", 3)]
    [TestCase("logs", 2147483647)]
    [TestCase("artifacts", 2147483647)]
    [CancelAfter(60_000)]
    public async Task A_scheduler_that_says_it_holds_more_than_there_is_is_asked_again(string what, long durable, CancellationToken token)
    {
        int lies = 0;
        _node.Scheduler.Interfere = request => request.RequestUri!.AbsolutePath.Contains(what, StringComparison.Ordinal)
            && Interlocked.Increment(ref lies) <= 2
            ? new HttpResponseMessage { Content = new StringContent($$"""{"durable":{{durable}},"complete":false}""") }
            : null;
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        Assert.That(lies, Is.GreaterThan(2));
        Assert.That(_node.Scheduler.Lease(lease.Attempt).Log, Is.EqualTo(_node.Job.Log));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public void A_pause_of_years_is_not_kept(CancellationToken token)
    {
        using FakeScheduler scheduler = new()
        {
            Interfere = _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            {
                Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(int.MaxValue)) },
            },
        };
        using SchedulerHttp http = new(scheduler, new Uri("http://scheduler.test"), TimeProvider.System);
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/any");

        SchedulerUnreachableException? refusal = Assert.ThrowsAsync<SchedulerUnreachableException>(
            () => http.SendAsync(request, bearer: null, stream: false, TimeSpan.FromSeconds(10), token));

        Assert.That(refusal!.RetryAfter, Is.EqualTo(TimeSpan.FromMinutes(10)));
    }
}
