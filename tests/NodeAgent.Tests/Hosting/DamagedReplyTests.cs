using System.Net;
using System.Net.Http.Headers;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Replies that no scheduler makes are refused and said, and the agent goes on.</summary>
public sealed class DamagedReplyTests
{
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

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
