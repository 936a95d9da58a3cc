using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// The node's login: a nonce signed with its key buys a bearer token. The scheduler's key and domain are those of the owner's options, and
/// otherwise those of the first login ever, which the journal keeps.
/// </summary>
public sealed partial class SchedulerSession(
    SchedulerHttp http, PrivateKey key, SchedulerEndpoint endpoint, NodeJournal journal, SchedulerClock clock, TimeProvider time,
    ILogger<SchedulerSession> logger)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private readonly Wake _turn = Turn();
    private volatile string? _token;

    /// <summary>A bearer token; logs in when there is none.</summary>
    /// <exception cref="SchedulerUnreachableException"/>
    /// <exception cref="SchedulerRefusedException">This node may not log in.</exception>
    /// <exception cref="SchedulerDistrustedException">This is not the scheduler that is known.</exception>
    public async Task<string> TokenAsync(CancellationToken token)
    {
        if (_token is { } known)
        {
            return known;
        }

        await _turn.WaitAsync(token);
        try
        {
            return _token ??= await LoginAsync(token);
        }
        finally
        {
            _turn.Call();
        }
    }

    /// <summary>The scheduler no longer accepts this token.</summary>
    public void Forget(string token) => Interlocked.CompareExchange(ref _token, null, token);

    /// <summary>The challenge, signed. Who it is from is to be looked at before.</summary>
    internal static SessionRequest Answer(SessionChallenge challenge, PrivateKey key)
    {
        var login = new NodeLogin
        {
            Node = key.Address,
            Scheduler = SessionChallenge.SchedulerId(challenge.Scheduler),
            Nonce = challenge.Nonce,
            IssuedAt = challenge.IssuedAt,
            ExpiresAt = challenge.ExpiresAt,
        };
        return new SessionRequest { Node = key.Address, Login = login, Signature = key.Sign(Eip712.Digest(challenge.Domain, login)) };
    }

    /// <summary>One login at a time: who takes the call has the turn, and calls when done.</summary>
    private static Wake Turn()
    {
        Wake turn = new();
        turn.Call();
        return turn;
    }

    private async Task<string> LoginAsync(CancellationToken token)
    {
        var challenge = await AskAsync(new SessionRequest { Node = key.Address }, token) as SessionChallenge
            ?? throw new SchedulerDistrustedException("The scheduler answered a login without a challenge; nothing was signed");
        KnownScheduler scheduler = Check(challenge);
        var grant = await AskAsync(Answer(challenge, key), token) as SessionGrant
            ?? throw new SchedulerDistrustedException("The scheduler answered a signed login without a token");
        if (journal.Facts.Scheduler != scheduler)
        {
            journal.Trust(scheduler);
            Log.SchedulerTrusted(logger, scheduler.Address, scheduler.Domain.ChainId, scheduler.Domain.VerifyingContract);
        }

        if (grant.Chain is { } head)
        {
            Require(
                head.Message.Node == key.Address && head.Signature.TryRecover(head.Digest(), out Address signer) && signer == key.Address,
                $"says that this node attested {head.Digest()}, and it did not",
                "ask its operator");
            journal.Join(head);
        }

        return grant.Token;
    }

    private KnownScheduler Check(SessionChallenge challenge)
    {
        var offered = new KnownScheduler(challenge.Scheduler, challenge.Domain);
        Require(
            challenge.Domain.Name == Eip712Domain.ProtocolName && challenge.Domain.Version == Eip712Domain.ProtocolVersion,
            "signs for another protocol",
            "check scheduler.url");
        Require(
            endpoint.Address is null || endpoint.Address == challenge.Scheduler,
            $"has the key {challenge.Scheduler}, not {endpoint.Address}",
            "check scheduler.url and scheduler.address");
        Require(
            endpoint.ChainId is null || (ulong)endpoint.ChainId == challenge.Domain.ChainId,
            $"signs for chain {challenge.Domain.ChainId}, not {endpoint.ChainId}",
            "check scheduler.chainId");
        Require(
            endpoint.VerifyingContract is null || endpoint.VerifyingContract == challenge.Domain.VerifyingContract,
            $"signs for contract {challenge.Domain.VerifyingContract}, not {endpoint.VerifyingContract}",
            "check scheduler.verifyingContract");
        KnownScheduler? known = journal.Facts.Scheduler;

        // Pinning the new key in the options is how an owner says that the change is known and right.
        bool changeIsWanted = endpoint.Address is not null && endpoint.ChainId is not null && endpoint.VerifyingContract is not null;
        Require(
            known is null || known == offered || changeIsWanted || (known.Domain == offered.Domain && endpoint.Address is not null),
            $"is {offered.Address} on chain {offered.Domain.ChainId} for contract "
            + $"{offered.Domain.VerifyingContract}, and has been {known?.Address} on chain "
            + $"{known?.Domain.ChainId} for contract {known?.Domain.VerifyingContract}",
            "if its operator announced the change, write the new scheduler.address, chainId and verifyingContract into the configuration");
        return offered;
    }

    private static void Require(bool holds, string fact, string remedy)
    {
        if (!holds)
        {
            throw new SchedulerDistrustedException($"The scheduler {fact}. Nothing was signed; {remedy}");
        }
    }

    private async Task<SessionReply> AskAsync(SessionRequest ask, CancellationToken token)
    {
        TimeSpan sent = time.Uptime();
        SessionReply reply = await http.AskSessionAsync(ask, _timeout, token);
        clock.Learn(reply.TimeMs, sent, held: TimeSpan.Zero);
        return reply;
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "From now on this node works for scheduler {Scheduler} on chain {ChainId}, contract {Contract}; another one will be refused.")]
        public static partial void SchedulerTrusted(ILogger logger, Address scheduler, ulong chainId, Address contract);
    }
}
