using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Nodes;

/// <summary>
/// Nodes log in by signing a nonce and get a bearer token bound to their address. All of it lives in memory: after a restart nodes log in
/// again, and lose nothing, since leases do not hang on sessions. Only the hashes of tokens are kept.
/// </summary>
internal sealed class NodeSessions(SchedulerOptions options, Address scheduler, TimeProvider time)
{
    /// <summary>Sessions that may live at once; the oldest is dropped for one more.</summary>
    private const int MaxSessions = 400_000;

    private const int MaxSessionsPerNode = 4;
    private const int TokenBytes = 32;

    private readonly LoginNonces _nonces = new();
    private readonly LiveSessions _sessions = new(MaxSessions, MaxSessionsPerNode);

    private long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Free for the asking, and nothing is kept of it: nobody can use up what others need to log in.</summary>
    public SessionChallenge Challenge(Address node)
    {
        long now = UnixSeconds;
        long expiresAt = now + (long)options.NonceLifetime.TotalSeconds;
        return new SessionChallenge
        {
            Domain = options.Domain,
            Scheduler = scheduler,
            Nonce = _nonces.Next(node, expiresAt),
            IssuedAt = (ulong)now,
            ExpiresAt = (ulong)expiresAt,
            TimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    /// <exception cref="RefusedException">The login is not one that this scheduler asked this node for.</exception>
    public SessionGrant LogIn(Address node, NodeLogin login, Signature signature)
    {
        Require(login.Node == node, $"the login is by {login.Node}, the request by {node}");
        Require(login.Scheduler == SessionChallenge.SchedulerId(scheduler),
            $"the login is for scheduler {login.Scheduler}, this is {SessionChallenge.SchedulerId(scheduler)}");

        Require(_nonces.TryOpen(login.Nonce, node, out long number, out long nonceEnd),
            $"nonce {login.Nonce} was not given to {node} since this scheduler started");
        long now = UnixSeconds;
        Require(now < nonceEnd, $"nonce {login.Nonce} expired at {nonceEnd}, it is {now}");
        CheckClock(login, (ulong)now, (ulong)options.ClockTolerance.TotalSeconds);
        Hash32 digest = Eip712.Digest(options.Domain, login);
        Require(signature.TryRecover(digest, out Address signer) && signer == node,
            $"the signature is by {signer}, not by {node}, over digest {digest}");
        string token = "dpnode_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        long expiresAt = now + (long)options.SessionLifetime.TotalSeconds;

        // Spent only by a login that is right: nobody else can spend a node's nonce, and those who have no key leave nothing behind.
        Require(_sessions.TryBegin(new NodeSession(HashOf(token), node, number, expiresAt), now),
            $"nonce {login.Nonce} was used, or a later one was");
        return new SessionGrant { Token = token, ExpiresAt = (ulong)expiresAt, TimeMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    /// <summary>The node a bearer token belongs to, if it is one of ours and still valid.</summary>
    public Address? Find(string token) =>
        _sessions.Find(HashOf(token)) is { } session && UnixSeconds < session.ExpiresAt ? session.Node : null;

    /// <summary>
    /// A login carries the times of its challenge, unless its node put in those of its own clock: one that is off must learn by how much.
    /// </summary>
    private static void CheckClock(NodeLogin login, ulong now, ulong tolerance)
    {
        ulong ahead = login.IssuedAt > now ? login.IssuedAt - now : 0;
        ulong behind = login.ExpiresAt <= now ? now - login.ExpiresAt : 0;
        string? fault = ahead > tolerance ? $"issued at {login.IssuedAt}, {ahead} s ahead of"
            : behind >= tolerance && behind > 0 ? $"expired at {login.ExpiresAt}, {behind} s behind"
            : null;
        if (fault is not null)
        {
            throw new RefusedException(Refusal.Rejected(
                $"the login is {fault} this scheduler's clock, which shows {now} (tolerance {tolerance} s)",
                "set the node's clock: timedatectl set-ntp true; then ask for a new challenge"));
        }
    }

    private static Hash32 HashOf(string token) => Hash32.Sha256(Encoding.UTF8.GetBytes(token));

    private static void Require(bool holds, string fact)
    {
        if (!holds)
        {
            throw new RefusedException(new Refusal(ProblemCode.InvalidSignature, fact,
                "ask for a new challenge and sign exactly what it says"));
        }
    }
}
