using System.Net;
using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Whom a <see cref="FakeScheduler"/> let in.</summary>
internal sealed class FakeSessions
{
    private readonly HashSet<string> _tokens = [];

    public bool Knows(string? token) => token is not null && _tokens.Contains(token);

    public HttpResponseMessage Login(
        SessionRequest request, PrivateKey key, Eip712Domain domain, long? timeMs, ChainHead? head)
    {
        if (request.Login is not { } login)
        {
            return FakeAnswer.Of<SessionReply>(
                new SessionChallenge
                {
                    Domain = domain,
                    Scheduler = key.Address,
                    Nonce = Hash32.Random(),
                    IssuedAt = 1,
                    ExpiresAt = ulong.MaxValue >> 12,
                    TimeMs = timeMs,
                },
                WireJson.Default.SessionReply);
        }

        bool signed = request.Signature!.Value.TryRecover(Eip712.Digest(domain, login), out Address signer) && signer == request.Node;
        if (!signed || login.Scheduler != SessionChallenge.SchedulerId(key.Address))
        {
            return FakeAnswer.Refuse(HttpStatusCode.Unauthorized, ProblemCode.InvalidSignature);
        }

        string token = Hash32.Random().ToString();
        _tokens.Add(token);
        return FakeAnswer.Of<SessionReply>(
            new SessionGrant { Token = token, ExpiresAt = ulong.MaxValue >> 12, TimeMs = timeMs, Chain = head },
            WireJson.Default.SessionReply);
    }
}
