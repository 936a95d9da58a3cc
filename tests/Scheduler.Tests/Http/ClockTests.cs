using System.Net.Http.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Nodes whose clocks are off, and what the scheduler tells them.</summary>
internal sealed class ClockTests
{
    [TestCase(3600, "3600 s ahead of")]
    [TestCase(-7200, "s behind")]
    [CancelAfter(120_000)]
    public async Task A_login_by_a_clock_that_is_off_is_told_by_how_much(int seconds, string says, CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using TestNode node = new(scheduler);
        SessionChallenge challenge = await node.ChallengeAsync(token);
        NodeLogin login = node.Login(challenge);
        login = login with
        {
            IssuedAt = (ulong)((long)login.IssuedAt + seconds),
            ExpiresAt = (ulong)((long)login.ExpiresAt + seconds)
        };

        using HttpResponseMessage reply = await node.Http.PostAsJsonAsync(Routes.Session, new SessionRequest
        {
            Node = node.Key.Address,
            Login = login,
            Signature = node.Key.Sign(Eip712.Digest(challenge.Domain, login)),
        }, WireJson.Default.SessionRequest, token);

        Problem problem = await Replies.ProblemAsync(reply, ProblemCode.Rejected, token);
        Assert.That(problem.Detail, Does.Contain(says).And.Contain("tolerance 300 s"));
        Assert.That(problem.Remedy, Does.Contain("timedatectl set-ntp true"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_node_learns_the_schedulers_time_at_login_and_with_each_sync(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using TestNode node = new(scheduler);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.That((await node.ChallengeAsync(token)).TimeMs, Is.EqualTo(now));
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Assert.That((await node.SyncAsync(token)).TimeMs, Is.EqualTo(now));
    }
}
