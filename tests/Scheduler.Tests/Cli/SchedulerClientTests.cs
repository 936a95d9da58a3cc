using System.Text;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The client against a scheduler that misbehaves.</summary>
internal sealed class SchedulerClientTests
{
    private static readonly RetryPolicy _quick = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(5));

    [Test]
    [CancelAfter(20_000)]
    public async Task A_call_that_may_be_repeated_survives_lost_connections_and_a_busy_scheduler(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnEach(
            "GET",
            "/v1/nodes",
            Abort,
            FakeScheduler.Problem(503, ProblemCode.Unavailable),
            HalfAnAnswer,
            FakeScheduler.Text(502, "text/html", "<h1>Bad Gateway</h1>"),
            context => FakeScheduler.WriteAsync(context, 200, new NodeList([]), WireJson.Default.NodeList));
        using SchedulerTransport transport = fake.Transport();

        NodeList list = await new SchedulerClient(transport, _quick).NodesAsync(token);

        Assert.That(list.Nodes, Is.Empty);
        Assert.That(fake.Requests, Has.Count.EqualTo(5));
        Assert.That(fake.Requests.Select(request => request.Headers["Authorization"]), Is.All.EqualTo($"Bearer {CliRun.Token}"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Patience_ends(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", "/v1/nodes", Abort);
        using SchedulerTransport transport = fake.Transport();
        RetryPolicy policy = _quick with { Patience = TimeSpan.FromMilliseconds(100) };

        Assert.That(
            async () => await new SchedulerClient(transport, policy).NodesAsync(token),
            Throws.TypeOf<SchedulerUnreachableException>().With.Message.Contains(fake.Url.ToString()));
        Assert.That(fake.Requests, Has.Count.GreaterThan(1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_call_with_an_effect_of_its_own_is_not_repeated(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("POST", "/v1/tokens", Abort);
        using SchedulerTransport transport = fake.Transport();

        Assert.That(
            async () => await new SchedulerClient(transport, _quick).CreateTokenAsync(new TokenRequest("ci", [TokenScope.Submit]), token),
            Throws.TypeOf<SchedulerUnreachableException>());
        Assert.That(fake.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_submission_is_repeated_under_one_key(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnEach(
            "POST", "/v1/jobs", Abort, context => FakeScheduler.WriteAsync(
                context,
                201,
                Sample.View(Sample.Queued),
                WireJson.Default.JobView));
        using SchedulerTransport transport = fake.Transport();

        await new SchedulerClient(transport, _quick).SubmitAsync("name: x"u8.ToArray(), "application/yaml", "key-1", token);

        Assert.That(fake.Requests.Select(request => request.Headers["Idempotency-Key"]), Is.EqualTo(new[] { "key-1", "key-1" }));
        Assert.That(fake.Requests.Select(request => Encoding.UTF8.GetString(request.Body)), Is.All.EqualTo("name: x"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_silent_scheduler_is_given_up(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", "/v1/nodes", context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        using SchedulerTransport transport = fake.Transport(new ClientLimits { Call = TimeSpan.FromMilliseconds(200) });

        Assert.That(
            async () => await new SchedulerClient(transport, _quick with { Patience = TimeSpan.Zero }).NodesAsync(token),
            Throws.TypeOf<SchedulerUnreachableException>().With.Message.Contains("no answer"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_callers_own_cancellation_is_not_mistaken_for_a_lost_connection(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(token);
        fake.On("GET", "/v1/nodes", async context =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using SchedulerTransport transport = fake.Transport();

        Assert.That(
            async () => await new SchedulerClient(transport, _quick).NodesAsync(caller.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_refusal_carries_the_schedulers_fact_and_remedy(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On(
            "GET",
            "/v1/nodes",
            FakeScheduler.Problem(403, ProblemCode.Forbidden, "the token may only submit", "Use a token that may operate."));
        using SchedulerTransport transport = fake.Transport();

        SchedulerRefusedException refusal = Assert.ThrowsAsync<SchedulerRefusedException>(
            async () => await new SchedulerClient(transport, _quick).NodesAsync(token))!;

        Assert.That(refusal.Problem.Code, Is.EqualTo(ProblemCode.Forbidden));
        Assert.That(refusal.Message, Is.EqualTo("the token may only submit"));
        Assert.That(refusal.Remedy, Is.EqualTo("Use a token that may operate."));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_scheduler_behind_a_path_is_called_there(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet("/depin/v1/nodes", new NodeList([]), WireJson.Default.NodeList);
        using SchedulerTransport transport = fake.Transport(path: "depin/");

        Assert.That((await new SchedulerClient(transport, _quick).NodesAsync(token)).Nodes, Is.Empty);
    }

    [Test]
    public void Nothing_that_holds_a_token_shows_it()
    {
        Assert.That(ApiToken.TryParse("very-secret", out ApiToken? secret), Is.True);
        SchedulerAccount account = new(new Uri("http://127.0.0.1:1"), secret);

        Assert.That($"{secret} {account}", Does.Not.Contain("very-secret").And.Contain("[redacted]"));
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task HalfAnAnswer(HttpContext context)
    {
        context.Response.ContentLength = 100;
        await context.Response.WriteAsync("{\"nodes\":", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
