using DePin.Scheduler.Client;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The client against answers that are not the protocol.</summary>
internal sealed class MalformedReplyTests
{
    private static readonly RetryPolicy _quick = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(5));

    [TestCase(200, "application/json", "")]
    [TestCase(200, "application/json", "null")]
    [TestCase(200, "application/json", "[]")]
    [TestCase(200, "application/json", "{}")]
    [TestCase(200, "application/json", "{\"nodes\":null}")]
    [TestCase(200, "application/json", "{\"nodes\":[null]}")]
    [TestCase(200, "application/json", "{\"nodes\":[{\"address\":\"0x12\"}]}")]
    [TestCase(200, "application/json", "{\"nodes\":[],\"nodes\":[]}")]
    [TestCase(200, "application/json", "{\"nodes\":[")]
    [TestCase(200, "text/html", "<html>welcome</html>")]
    [TestCase(301, "text/plain", "moved")]
    [TestCase(404, "text/html", "<h1>not found</h1>")]
    [TestCase(400, "application/problem+json", "{\"type\":\"about:blank\"}")]
    [TestCase(400, "application/problem+json", "not json")]
    [
        TestCase(
            500,
            "application/json",
            "{\"type\":\"x\",\"title\":\"x\",\"status\":500,\"code\":\"no_such_code\",\"detail\":\"x\",\"remedy\":\"x\"}"),
    ]
    [CancelAfter(20_000)]
    public async Task An_answer_that_is_not_the_protocol_is_refused_as_such(int status, string type, string body, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", "/v1/nodes", FakeScheduler.Text(status, type, body));
        using SchedulerTransport transport = fake.Transport();

        Exception refusal = Assert.CatchAsync(async () => await new SchedulerClient(transport, _quick).NodesAsync(token))!;

        Assert.That(refusal, Is.TypeOf<UntrustedReplyException>(), refusal.ToString());
        Assert.That(refusal.Message, Does.Contain("GET /v1/nodes"));
        Assert.That(fake.Requests, Has.Count.EqualTo(1), "a wrong answer does not become right by asking again");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_answer_without_end_is_not_held_in_memory(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", "/v1/nodes", async context =>
        {
            byte[] part = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });
        using SchedulerTransport transport = fake.Transport(new ClientLimits { ReplyBytes = 1024 * 1024 });

        Assert.That(
            async () => await new SchedulerClient(transport, _quick).NodesAsync(token),
            Throws.TypeOf<UntrustedReplyException>().With.Message.Contains("larger than 1048576 bytes"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_redirect_does_not_take_the_token_elsewhere(CancellationToken token)
    {
        await using FakeScheduler elsewhere = await FakeScheduler.StartAsync(token);
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", "/v1/nodes", context =>
        {
            context.Response.Redirect($"{elsewhere.Url}v1/nodes");
            return Task.CompletedTask;
        });
        using SchedulerTransport transport = fake.Transport();

        Assert.That(
            async () => await new SchedulerClient(transport, _quick).NodesAsync(token),
            Throws.TypeOf<UntrustedReplyException>().With.Message.Contains("redirect to"));
        Assert.That(elsewhere.Requests, Is.Empty);
    }
}
