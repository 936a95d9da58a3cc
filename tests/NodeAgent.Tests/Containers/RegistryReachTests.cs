using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using Microsoft.AspNetCore.Http;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// What docs/images.md tells owners that the registry guard does not stop, tried on a real engine: a registry that may be asked sends it on
/// to an address that may not. Everything is on loopback, where one address stands for the public registry and another for the owner's
/// network. An engine that no longer goes there fails these tests, and the document is to say so.
/// </summary>
public sealed class RegistryReachTests
{
    private const int Patience = 120_000;
    private const string Private = "127.0.0.2";
    private readonly DockerHarness _harness = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [TestCase("token")]
    [TestCase("redirect")]
    [CancelAfter(Patience)]
    public async Task An_engine_goes_where_a_registry_sends_it_though_the_guard_lets_nobody_name_that(string way, CancellationToken token)
    {
        TaskCompletionSource<string> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileRegistry inside = await HostileRegistry.StartAsync(
            Private,
            async context =>
            {
                asked.TrySetResult(context.Request.Path);
                await context.Response.WriteAsync("""{"token":"the secret of the machine"}""", token);
            },
            token);
        TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileRegistry registry = await HostileRegistry.StartAsync(
            "127.0.0.1", context => SendOn(context, way, inside.Host, told), token);

        PullOutcome named = await _harness.Runtime.PullAsync(EngineImage.Parse($"{inside.Host}/team/job:v1"), null, token);
        PullOutcome sent = await _harness.Runtime.PullAsync(
            EngineImage.Parse($"{registry.Host}/team/job@{ContentHash.Of("x"u8)}"), null, token);

        Assert.That(named, Is.TypeOf<PullOutcome.Forbidden>(), $"{named}");
        Assert.That(sent, Is.Not.TypeOf<PullOutcome.Pulled>(), $"{sent}");
        Assert.That(await asked.Task.WaitAsync(token), Is.EqualTo("/inside"));
        if (way == "token")
        {
            Assert.That(await told.Task.WaitAsync(token), Is.EqualTo("Bearer the secret of the machine"));
        }
    }

    private static Task SendOn(HttpContext context, string way, string inside, TaskCompletionSource<string> told)
    {
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } credentials)
        {
            told.TrySetResult(credentials);
        }

        if (way == "token")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{inside}/inside\",service=\"registry\"";
        }
        else if (context.Request.Path != "/v2/")
        {
            context.Response.Redirect($"http://{inside}/inside");
        }

        return Task.CompletedTask;
    }
}
