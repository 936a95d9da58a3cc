using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Doctor;

/// <summary>
/// Asks the scheduler for what a node signs to log in, and signs nothing: that shows name, line, certificate, key, domain and clock in one
/// call.
/// </summary>
internal sealed class SchedulerProbe(TimeProvider time)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private SchedulerSight.BadCertificate? _bad;
    private DateTimeOffset? _ends;

    /// <param name="endpoint">Whom.</param>
    /// <param name="node">Who asks; any address will do.</param>
    /// <param name="token">Gives up.</param>
    public async Task<SchedulerSight> AskAsync(SchedulerEndpoint endpoint, Address node, CancellationToken token)
    {
        using SchedulerHttp http = new(Handler(), endpoint.Url, time);
        TimeSpan sent = time.Uptime();
        try
        {
            SessionReply reply = await http.AskSessionAsync(new SessionRequest { Node = node }, _timeout, token);
            TimeSpan received = time.Uptime();
            return reply is SessionChallenge challenge
                ? Answer(challenge, sent, received)
                : new SchedulerSight.Refuses("it answers a login without a challenge");
        }
        catch (SchedulerUnreachableException failed)
        {
            return _bad ?? (SchedulerSight)new SchedulerSight.Unreachable(failed.Message.TrimEnd('.'));
        }
        catch (SchedulerRefusedException refused)
        {
            return new SchedulerSight.Refuses(refused.Message.TrimEnd('.'));
        }
    }

    private SchedulerSight.Answers Answer(SessionChallenge challenge, TimeSpan sent, TimeSpan received) => new()
    {
        Scheduler = challenge.Scheduler,
        ChainId = challenge.Domain.ChainId,
        Contract = challenge.Domain.VerifyingContract,
        Ahead = ClockSample.Of(challenge.TimeMs, sent, received, TimeSpan.Zero)?.Ahead(time.Milliseconds(), time.Uptime()),
        RoundTrip = received - sent,
        CertificateEnds = _ends,
    };

    private SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = _timeout,
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = { RemoteCertificateValidationCallback = Judge },
    };

    /// <summary>As the system judges it; this only remembers why.</summary>
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
        {
            return false;
        }

        DateTimeOffset ends = new(shown.NotAfter.ToUniversalTime());
        if (errors == SslPolicyErrors.None)
        {
            _ends = ends;
            return true;
        }

        bool expired = ends < time.GetUtcNow();
        bool wrongName = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        string message = expired ? "it has expired"
            : wrongName ? "it is for another name"
            : $"its authority is not known here: {Words(chain)}";
        _bad = new SchedulerSight.BadCertificate(shown.GetNameInfo(X509NameType.DnsName, false), ends, expired, wrongName, message);
        return false;
    }

    private static string Words(X509Chain? chain) =>
        string.Join("; ", chain?.ChainStatus.Select(status => status.StatusInformation.TrimEnd('.', '\n')) ?? []);
}
