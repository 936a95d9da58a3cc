using DePin.Attestation;
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
            if (await http.AskSessionAsync(new SessionRequest { Node = key.Address }, _timeout, token) is not SessionChallenge challenge)
            {
                return "it answered a login without a challenge";
            }

            SessionReply grant = await http.AskSessionAsync(SchedulerSession.Answer(challenge, key), _timeout, token);
            return grant is SessionGrant ? null : "it answered a signed login without a session";
        }
        catch (Exception e) when (e is SchedulerUnreachableException or SchedulerRefusedException)
        {
            return e.Message;
        }
    }
}
