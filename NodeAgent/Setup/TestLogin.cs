using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Setup;

/// <summary>Logs in once as the service would, so that the owner knows now whether it will be let in. The session is not used.</summary>
internal static class TestLogin
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    /// <returns>Null when the scheduler let the node in, otherwise why not.</returns>
    public static async Task<string?> TryAsync(SchedulerEndpoint endpoint, PrivateKey key, TimeProvider time, CancellationToken token)
    {
        using SchedulerHttp http = SchedulerHttp.To(endpoint, time);
        try
        {
            if (await AskAsync(http, new SessionRequest { Node = key.Address }, token) is not SessionChallenge challenge)
            {
                return "it answered a login without a challenge";
            }

            var login = new NodeLogin
            {
                Node = key.Address,
                Scheduler = SessionChallenge.SchedulerId(challenge.Scheduler),
                Nonce = challenge.Nonce,
                IssuedAt = challenge.IssuedAt,
                ExpiresAt = challenge.ExpiresAt,
            };
            Signature signature = key.Sign(Eip712.Digest(challenge.Domain, login));
            SessionReply grant = await AskAsync(
                http, new SessionRequest { Node = key.Address, Login = login, Signature = signature }, token);
            return grant is SessionGrant ? null : "it answered a signed login without a session";
        }
        catch (Exception e) when (e is SchedulerUnreachableException or SchedulerRefusedException)
        {
            return e.Message;
        }
    }

    private static async Task<SessionReply> AskAsync(SchedulerHttp http, SessionRequest ask, CancellationToken token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Routes.Session)
        {
            Content = SchedulerClient.Json(JsonSerializer.SerializeToUtf8Bytes(ask, WireJson.Default.SessionRequest)),
        };
        using HttpResponseMessage response = await http.SendAsync(request, bearer: null, stream: false, _timeout, token);
        return await SchedulerHttp.ReadAsync(response, WireJson.Default.SessionReply, token);
    }
}
