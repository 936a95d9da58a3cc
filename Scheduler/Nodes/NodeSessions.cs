using System.Buffers.Text;
using System.Collections.Concurrent;
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
    /// <summary>Nonces that may be open, and sessions that may live, at once. The oldest are dropped first.</summary>
    private const int MaxOpen = 400_000;

    private const int TokenBytes = 32;

    private readonly ConcurrentDictionary<Hash32, (Address Node, long ExpiresAt)> _nonces = new();
    private readonly ConcurrentDictionary<Hash32, (Address Node, long ExpiresAt)> _sessions = new();
    private long _sweepAt;

    private long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();

    /// <exception cref="RefusedException">Too many logins are open.</exception>
    public SessionChallenge Challenge(Address node)
    {
        Sweep();
        if (_nonces.Count >= MaxOpen)
        {
            throw new RefusedException(new Refusal(ProblemCode.RateLimited, $"{_nonces.Count} logins are open", "try again in a minute"));
        }

        long now = UnixSeconds;
        Hash32 nonce = Hash32.Random();
        long expiresAt = now + (long)options.NonceLifetime.TotalSeconds;
        _nonces[nonce] = (node, expiresAt);
        return new SessionChallenge
        {
            Domain = options.Domain,
            Scheduler = scheduler,
            Nonce = nonce,
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

        // The nonce is spent by the first login that names it, good or bad.
        Require(_nonces.TryRemove(login.Nonce, out (Address Node, long ExpiresAt) open),
            $"nonce {login.Nonce} is not open: never given, used or expired");
        long now = UnixSeconds;
        Require(open.Node == node, $"nonce {login.Nonce} was given to {open.Node}");
        Require(now < open.ExpiresAt, $"nonce {login.Nonce} expired at {open.ExpiresAt}, it is {now}");
        CheckClock(login, (ulong)now, (ulong)options.ClockTolerance.TotalSeconds);
        Hash32 digest = Eip712.Digest(options.Domain, login);
        Require(signature.TryRecover(digest, out Address signer) && signer == node,
            $"the signature is by {signer}, not by {node}, over digest {digest}");
        string token = "dpnode_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        long expiresAt = now + (long)options.SessionLifetime.TotalSeconds;
        _sessions[HashOf(token)] = (node, expiresAt);
        return new SessionGrant { Token = token, ExpiresAt = (ulong)expiresAt, TimeMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    /// <summary>The node a bearer token belongs to, if it is one of ours and still valid.</summary>
    public Address? Find(string token) =>
        _sessions.TryGetValue(HashOf(token), out (Address Node, long ExpiresAt) session) && UnixSeconds < session.ExpiresAt
            ? session.Node
            : null;

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

    /// <summary>Once a minute, by whoever comes first.</summary>
    private void Sweep()
    {
        long now = UnixSeconds;
        long due = Interlocked.Read(ref _sweepAt);
        if ((now < due && _sessions.Count < MaxOpen) || Interlocked.CompareExchange(ref _sweepAt, now + 60, due) != due)
        {
            return;
        }

        foreach (ConcurrentDictionary<Hash32, (Address Node, long ExpiresAt)> map in new[] { _nonces, _sessions })
        {
            foreach ((Hash32 key, (Address Node, long ExpiresAt) value) in map)
            {
                if (value.ExpiresAt <= now)
                {
                    map.TryRemove(key, out _);
                }
            }
        }
    }
}
