using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Web;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A scheduler in memory that speaks the protocol to one node and checks what it is told: dense events, exact logs, whole
/// outputs, one digest for each sequence. It outlives the node that a test kills. A test may answer for it, or take it off the network.
/// </summary>
internal sealed class FakeScheduler : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AttemptId, FakeLease> _leases = [];
    private readonly List<NodeCommand> _commands = [];
    private readonly Dictionary<ulong, Hash32> _digests = [];
    private readonly List<NodeEvent> _events = [];
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _tokens = [];
    private BootId? _boot;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PrivateKey Key { get; set; } = PrivateKey.Create();

    public Eip712Domain Domain { get; set; } = Eip712Domain.DePin(31337, Address.Parse("0x00000000000000000000000000000000000000aa"));

    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a sync that has nothing to say is held.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers in the scheduler's place; null lets it answer itself.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Interfere { get; set; }

    /// <summary>Nothing gets through.</summary>
    public bool Offline { get; set; }

    /// <summary>Contents that jobs may have as inputs.</summary>
    public Dictionary<ContentHash, byte[]> Contents { get; } = [];

    /// <summary>What a node did that the protocol forbids.</summary>
    public IReadOnlyList<string> Violations => Locked(() => _violations.ToList());

    public IReadOnlyList<NodeEvent> Events => Locked(() => _events.ToList());

    public SyncRequest? LastSync { get; private set; }

    public long AckedCommand => LastSync?.AckCommand ?? 0;

    public FakeLease Lease(AttemptId id) => Locked(() => _leases[id]);

    /// <summary>Gives the node a job.</summary>
    public Lease Grant(JobSpec spec, JobId? job = null, long epoch = 1)
    {
        JobId id = job ?? JobId.New();
        var lease = new Lease
        {
            Job = id,
            Attempt = AttemptId.Of(id, epoch),
            Epoch = epoch,
            Spec = spec,
            SpecDigest = spec.Digest(),
            Gpus = [],
            TtlMs = (long)Ttl.TotalMilliseconds,
        };
        Locked(() => _leases[lease.Attempt] = new FakeLease(lease));
        Command(sequence => new RunLease { Sequence = sequence, Lease = lease });
        return lease;
    }

    public void Cancel(Lease lease, string reason) =>
        Command(sequence => new CancelAttempt { Sequence = sequence, Attempt = lease.Attempt, Epoch = lease.Epoch, Reason = reason });

    /// <summary>The lease is given to another.</summary>
    public void Revoke(Lease lease) => Locked(() => _leases[lease.Attempt].Lost = true);

    public void Command(Func<long, NodeCommand> command)
    {
        Locked(() => _commands.Add(command(_commands.Count + 1)));
        Wake();
    }

    /// <summary>A node with a new journal counts its events from 1.</summary>
    public void ForgetEvents() => Locked(_events.Clear);

    /// <summary>Sends these commands as they are, whatever their sequences.</summary>
    public void Say(params NodeCommand[] commands)
    {
        Locked(() => _commands.AddRange(commands));
        Wake();
    }

    /// <summary>Waits until <paramref name="holds"/>, looking after each call of the node.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken token)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (holds())
            {
                return;
            }

            await changed.WaitAsync(token);
        }
    }

    public static HttpResponseMessage Refuse(HttpStatusCode status, ProblemCode code, long? durable = null) => Answer(
        new Problem
        {
            Type = "urn:depin:problem:test",
            Title = "Refused",
            Status = (int)status,
            Code = code,
            Detail = $"told to answer {code}.",
            Remedy = "None.",
            Durable = durable,
        },
        WireJson.Default.Problem,
        status);

    public static HttpResponseMessage Answer<T>(T body, JsonTypeInfo<T> type, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json"),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Offline)
        {
            throw new HttpRequestException("the scheduler is off the network");
        }

        HttpResponseMessage answer = Interfere?.Invoke(request) ?? await RouteAsync(request, cancellationToken);
        answer.RequestMessage = request;
        Wake();
        return answer;
    }

    private async Task<HttpResponseMessage> RouteAsync(HttpRequestMessage request, CancellationToken token)
    {
        Uri uri = request.RequestUri!;
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(token);
        if (uri.AbsolutePath == Routes.Session)
        {
            return Login(JsonSerializer.Deserialize(body, WireJson.Default.SessionRequest)!);
        }

        if (!Locked(() => _tokens.Contains(request.Headers.Authorization?.Parameter ?? "")))
        {
            return Refuse(HttpStatusCode.Unauthorized, ProblemCode.Unauthorized);
        }

        if (uri.AbsolutePath == Routes.Sync)
        {
            return await SyncAsync(JsonSerializer.Deserialize(body, WireJson.Default.SyncRequest)!, token);
        }

        if (uri.AbsolutePath == Routes.Events)
        {
            EventsRequest events = JsonSerializer.Deserialize(body, WireJson.Default.EventsRequest)!;
            return Answer(new EventsReply(Locked(() => Apply(events.Events))), WireJson.Default.EventsReply);
        }

        string[] parts = uri.AbsolutePath.Split('/', 6);
        var query = HttpUtility.ParseQueryString(uri.Query);
        FakeLease? lease = Locked(() => _leases.GetValueOrDefault(AttemptId.Parse(parts[3], null)));
        if (lease is null || lease.Lost)
        {
            return Refuse(HttpStatusCode.Conflict, ProblemCode.LeaseLost);
        }

        return Locked(() => parts[4] switch
        {
            "logs" => lease.TakeLog(long.Parse(query["offset"]!, null), body),
            "artifacts" => lease.TakeOutput(Uri.UnescapeDataString(parts[5]), query, body),
            "inputs" => Input(ContentHash.Parse(parts[5]), request),
            "attestation" => Attest(lease, AttestationEnvelope.Parse(body)),
            _ => Refuse(HttpStatusCode.NotFound, ProblemCode.NotFound),
        });
    }

    private HttpResponseMessage Login(SessionRequest request)
    {
        if (request.Login is not { } login)
        {
            return Answer<SessionReply>(
                new SessionChallenge
                {
                    Domain = Domain,
                    Scheduler = Key.Address,
                    Nonce = Hash32.Random(),
                    IssuedAt = 1,
                    ExpiresAt = ulong.MaxValue >> 12,
                },
                WireJson.Default.SessionReply);
        }

        bool signed = request.Signature!.Value.TryRecover(Eip712.Digest(Domain, login), out Address signer) && signer == request.Node;
        if (!signed || login.Scheduler != SessionChallenge.SchedulerId(Key.Address))
        {
            return Refuse(HttpStatusCode.Unauthorized, ProblemCode.InvalidSignature);
        }

        string token = Hash32.Random().ToString();
        Locked(() => _tokens.Add(token));
        return Answer<SessionReply>(new SessionGrant { Token = token, ExpiresAt = ulong.MaxValue >> 12 }, WireJson.Default.SessionReply);
    }

    private async Task<HttpResponseMessage> SyncAsync(SyncRequest sync, CancellationToken token)
    {
        Task held = Task.Delay(Hold, TimeProvider.System, token);
        bool first = Locked(() =>
        {
            bool isNew = _boot != sync.Boot;
            _boot = sync.Boot;
            return isNew;
        });
        LastSync = sync;
        Wake();
        while (true)
        {
            Task changed = _changed.Task;
            SyncReply reply = Locked(() => Reply(sync));
            bool says = first || reply.Commands.Count > 0 || reply.Leases.Any(verdict => verdict.Lost) || sync.Events.Count > 0;
            if (says || held.IsCompleted)
            {
                token.ThrowIfCancellationRequested();
                return Answer(reply, WireJson.Default.SyncReply);
            }

            await Task.WhenAny(changed, held);
        }
    }

    private SyncReply Reply(SyncRequest sync) => new()
    {
        AckEvent = Apply(sync.Events),
        Commands = [.. _commands.Where(command => command.Sequence > sync.AckCommand).Take(WireLimits.CommandsPerSync)],
        Leases = [.. sync.Holding.Select(held => new LeaseVerdict(held.Attempt, held.Epoch, Verdict(held)))],
    };

    private long Verdict(HeldLease held) =>
        _leases.TryGetValue(held.Attempt, out FakeLease? lease) && !lease.Lost && lease.Envelope is null ? (long)Ttl.TotalMilliseconds : 0;

    private long Apply(IReadOnlyList<NodeEvent> events)
    {
        foreach (NodeEvent told in events)
        {
            if (told.Sequence == _events.Count + 1)
            {
                _events.Add(told);
            }
            else if (told.Sequence <= _events.Count && _events[(int)told.Sequence - 1] != told)
            {
                _violations.Add($"event {told.Sequence} was {_events[(int)told.Sequence - 1]} and is now {told}");
            }
        }

        return _events.Count;
    }

    private HttpResponseMessage Input(ContentHash hash, HttpRequestMessage request)
    {
        if (!Contents.TryGetValue(hash, out byte[]? content))
        {
            return Refuse(HttpStatusCode.NotFound, ProblemCode.NotFound);
        }

        long from = request.Headers.Range?.Ranges.First().From ?? 0;
        return new HttpResponseMessage(
            from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        { Content = new ByteArrayContent(content[(int)from..]) };
    }

    private HttpResponseMessage Attest(FakeLease lease, AttestationEnvelope envelope)
    {
        Hash32 digest = envelope.Digest();
        WorkAttestation message = envelope.Message;
        if (!envelope.Signature.TryRecover(digest, out Address signer) || signer != message.Node || envelope.Domain != Domain)
        {
            return Refuse(HttpStatusCode.Unauthorized, ProblemCode.InvalidSignature);
        }

        if (_digests.TryGetValue(message.Sequence, out Hash32 before) && before != digest)
        {
            _violations.Add($"two digests for sequence {message.Sequence}");
        }

        // Attempts deliver side by side, so that a link may come before the one it follows.
        bool first = message.Sequence == 0;
        if ((first || _digests.ContainsKey(message.Sequence - 1)) && message.Previous != (first ? default : _digests[message.Sequence - 1]))
        {
            _violations.Add($"attestation {message.Sequence} does not follow the one before it");
        }

        if (lease.Envelope is { } earlier && earlier.Digest() != digest)
        {
            _violations.Add($"two attestations for attempt {lease.Lease.Attempt}");
        }

        _digests[message.Sequence] = digest;
        lease.Envelope = envelope.CounterSignedBy(Key);
        return Answer(new AttestationReply(digest, Key.Sign(digest), Key.Address), WireJson.Default.AttestationReply);
    }

    private void Wake() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Locked(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }
}
