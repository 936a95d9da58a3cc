using System.Net.Http.Json;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>A scheduler never ends up with nobody who may make tokens.</summary>
internal sealed class LastTokenTests
{
    [Test, CancelAfter(120_000)]
    public async Task The_last_token_that_may_make_others_is_not_revoked(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient submitter = await scheduler.ClientAsync(token, TokenScope.Submit);

        using HttpResponseMessage refused = await scheduler.Http.DeleteAsync($"{Routes.Tokens}/operator", token);

        Problem problem = await Replies.ProblemAsync(refused, ProblemCode.Rejected, token);
        Assert.That(problem.Detail, Does.Contain("'operator' is the last with scope admin"));
        Assert.That(problem.Remedy, Does.Contain("token create NAME --scope admin"));
        Assert.That((await scheduler.GetAsync(Routes.Tokens, WireJson.Default.TokenList, token)).Tokens, Has.Count.EqualTo(2));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_start_without_a_token_that_may_make_others_makes_one_and_never_the_revoked_one(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using HttpClient submitter = await scheduler.ClientAsync(token, TokenScope.Submit);
        string secret = scheduler.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        using HttpResponseMessage made = await scheduler.Http.PostAsJsonAsync(Routes.Tokens,
            new TokenRequest("deputy", [TokenScope.Admin], 60), WireJson.Default.TokenRequest, token);
        await Replies.ReadAsync(made, 201, WireJson.Default.TokenGrant, token);
        using HttpResponseMessage revoked = await scheduler.Http.DeleteAsync($"{Routes.Tokens}/operator", token);
        Assert.That((int)revoked.StatusCode, Is.EqualTo(204));
        time.Advance(TimeSpan.FromSeconds(61));

        await scheduler.RestartAsync(token);

        using HttpClient old = scheduler.Client(secret);
        using HttpResponseMessage reply = await old.GetAsync(Routes.Jobs, token);
        await Replies.ProblemAsync(reply, ProblemCode.Unauthorized, token);
        Assert.That((await scheduler.Http.GetAsync(Routes.Tokens, token)).IsSuccessStatusCode, Is.True, "the file holds a new one");
    }
}
