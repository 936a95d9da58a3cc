using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Nodes;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Tests.Nodes;

internal sealed class NodeSessionsTests : IDisposable
{
    /// <summary>More than could ever be open at once when challenges were remembered.</summary>
    private const int Flood = 450_000;

    private readonly PrivateKey _key = PrivateKey.Create();
    private readonly ManualTime _time = new();
    private readonly NodeSessions _sessions;

    public NodeSessionsTests() => _sessions = new NodeSessions(new SchedulerOptions(), Tests.Engine.EngineBench.Address(1), _time);

    public void Dispose() => _key.Dispose();

    [Test]
    public void A_flood_of_challenges_keeps_no_node_out()
    {
        SessionChallenge early = _sessions.Challenge(_key.Address);
        for (int i = 0; i < Flood; i++)
        {
            _sessions.Challenge(Tests.Engine.EngineBench.Address(i));
        }

        Assert.That(_sessions.Find(LogIn(early).Token), Is.EqualTo(_key.Address), "given before the flood");
        Assert.That(_sessions.Find(LogIn(_sessions.Challenge(_key.Address)).Token), Is.EqualTo(_key.Address), "and after it");
    }

    [Test]
    public void A_nonce_is_good_once_for_its_node_and_until_it_expires()
    {
        SessionChallenge first = _sessions.Challenge(_key.Address);
        SessionChallenge second = _sessions.Challenge(_key.Address);
        SessionChallenge others = _sessions.Challenge(Tests.Engine.EngineBench.Address(7));
        LogIn(second);

        Assert.That(() => LogIn(second), Refuses("was used"));
        Assert.That(() => LogIn(first), Refuses("a later one was"));
        Assert.That(() => LogIn(others), Refuses("was not given to"));
        Assert.That(() => LogIn(second with { Nonce = Hash32.Random() }), Refuses("was not given to"));
        SessionChallenge third = _sessions.Challenge(_key.Address);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(() => LogIn(third), Refuses("expired"));
    }

    [Test]
    public void A_node_has_its_last_few_sessions_and_no_more()
    {
        string[] tokens = [.. Enumerable.Range(0, 5).Select(_ => LogIn(_sessions.Challenge(_key.Address)).Token)];

        Assert.That(tokens.Select(token => _sessions.Find(token) is not null), Is.EqualTo(new[] { false, true, true, true, true }));
    }

    [Test]
    public void Beyond_the_limit_the_oldest_session_is_dropped_and_its_nonce_stays_spent()
    {
        LiveSessions live = new(max: 3, maxPerNode: 2);
        NodeSession[] sessions = [.. Enumerable.Range(1, 4).Select(number => new NodeSession(
            Hash32.Random(), Tests.Engine.EngineBench.Address(number), number, 1000))];

        Assert.That(sessions.Select(session => live.TryBegin(session, 0)), Has.All.True);

        Assert.That(sessions.Select(session => live.Find(session.Token)), Is.EqualTo(sessions[1..].Prepend(null)));
        Assert.That(live.TryBegin(sessions[0], 0), Is.False, "its nonce");
        Assert.That(live.TryBegin(sessions[0] with { Nonce = 5, ExpiresAt = 5000 }, 1000), Is.True);
        Assert.That(live.Find(sessions[3].Token), Is.Null, "expired and dropped");
        Assert.That(live.TryBegin(sessions[3] with { ExpiresAt = 5000 }, 1000), Is.False, "though nobody remembers the session");
    }

    private SessionGrant LogIn(SessionChallenge challenge)
    {
        NodeLogin login = new()
        {
            Node = _key.Address,
            Scheduler = SessionChallenge.SchedulerId(challenge.Scheduler),
            Nonce = challenge.Nonce,
            IssuedAt = challenge.IssuedAt,
            ExpiresAt = challenge.ExpiresAt,
        };
        return _sessions.LogIn(_key.Address, login, _key.Sign(Eip712.Digest(challenge.Domain, login)));
    }

    private static NUnit.Framework.Constraints.ContainsConstraint Refuses(string fact) => Throws.InstanceOf<RefusedException>()
        .With.Property(nameof(RefusedException.Refusal)).Property(nameof(Refusal.Detail)).Contains(fact);
}
