using System.Net;
using System.Text.Json;
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
    private readonly FakeSessions _sessions = new();
    private readonly FakeEvents _events = new();
    private readonly FakeAttestations _attestations = new();
    private BootId? _boot;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PrivateKey Key { get; set; } = PrivateKey.Create();

    public Eip712Domain Domain { get; set; } = Eip712Domain.DePin(31337, Address.Parse("0x00000000000000000000000000000000000000aa"));

    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a sync that has nothing to say is held.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers in the scheduler's place; null lets it answer itself.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Interfere { get; set; }

    /// <summary>Its clock; null for an older scheduler, which does not say its time.</summary>
    public TimeProvider? Clock { get; set; } = TimeProvider.System;

    /// <summary>Nothing gets through.</summary>
    public bool Offline { get; set; }

    public FakeCheckpoints Checkpoints { get; } = new();

    public FakeProofs Proofs { get; } = new();

    /// <summary>Contents that jobs may have as inputs.</summary>
    public Dictionary<ContentHash, byte[]> Contents { get; } = [];

    /// <summary>What a node did that the protocol forbids.</summary>
    public IReadOnlyList<string> Violations =>
        Locked(() => _events.Violations.Concat(_attestations.Violations).Concat(Checkpoints.Violations).ToList());

    public IReadOnlyList<NodeEvent> Events => Locked(() => _events.All.ToList());

    public SyncRequest? LastSync { get; private set; }
    public long AckedCommand => LastSync?.AckCommand ?? 0;

    public FakeLease Lease(AttemptId id) => Locked(() => _leases[id]);

    public Lease Grant(JobSpec spec, JobId? job = null, long epoch = 1, params IReadOnlyList<string> gpus)
    {
        JobId id = job ?? JobId.New();
        var lease = new Lease
        {
            Job = id,
            Attempt = AttemptId.Of(id, epoch),
            Epoch = epoch,
            Spec = spec,
            SpecDigest = spec.Digest(),
            Gpus = gpus,
            TtlMs = (long)Ttl.TotalMilliseconds,
            Checkpoint = spec.Checkpoint is null ? null : Locked(() => Checkpoints.Last),
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
    public void ForgetEvents() => Locked(_events.Forget);

    /// <summary>Claims this attestation, under a signature of another.</summary>
    public void ForgeHead(WorkAttestation message) => Locked(() => _attestations.ForgeHead(message, Domain));

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
        string path = request.RequestUri!.AbsolutePath;
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(token);
        if (path == Routes.Session)
        {
            SessionRequest session = JsonSerializer.Deserialize(body, WireJson.Default.SessionRequest)!;
            return Locked(() => _sessions.Login(session, Key, Domain, TimeMs, _attestations.Head));
        }

        if (!Locked(() => _sessions.Knows(request.Headers.Authorization?.Parameter)))
        {
            return FakeAnswer.Refuse(HttpStatusCode.Unauthorized, ProblemCode.Unauthorized);
        }

        if (path == Routes.Sync)
        {
            return await SyncAsync(JsonSerializer.Deserialize(body, WireJson.Default.SyncRequest)!, token);
        }

        if (path == Routes.Events)
        {
            EventsRequest events = JsonSerializer.Deserialize(body, WireJson.Default.EventsRequest)!;
            return FakeAnswer.Of(new EventsReply(Locked(() => _events.Take(events.Events))), WireJson.Default.EventsReply);
        }

        return Locked(() => FakeProofs.Serves(path) ? Proofs.Take(path, body) : Take(request, body));
    }

    /// <summary>What is delivered of one attempt, or asked for it.</summary>
    private HttpResponseMessage Take(HttpRequestMessage request, byte[] body)
    {
        Uri uri = request.RequestUri!;
        string[] parts = uri.AbsolutePath.Split('/', 6);
        var query = HttpUtility.ParseQueryString(uri.Query);
        if (!_leases.TryGetValue(AttemptId.Parse(parts[3], null), out FakeLease? lease) || lease.Lost)
        {
            return FakeAnswer.Refuse(HttpStatusCode.Conflict, ProblemCode.LeaseLost);
        }

        return parts[4] switch
        {
            "logs" => lease.TakeLog(long.Parse(query["offset"]!, null), body),
            "artifacts" => lease.TakeOutput(Uri.UnescapeDataString(parts[5]), query, body),
            "inputs" => FakeAnswer.Bytes(Contents, ContentHash.Parse(parts[5]), request),
            "checkpoints" => Checkpoints.Take(lease, parts.ElementAtOrDefault(5), query, request, body),
            "attestation" => _attestations.Take(lease, AttestationEnvelope.Parse(body), Key, Domain),
            _ => FakeAnswer.Refuse(HttpStatusCode.NotFound, ProblemCode.NotFound),
        };
    }

    private async Task<HttpResponseMessage> SyncAsync(SyncRequest sync, CancellationToken token)
    {
        var wanted = TimeSpan.FromMilliseconds(sync.AnswerWithinMs ?? long.MaxValue / TimeSpan.TicksPerMillisecond);
        Task held = Task.Delay(wanted < Hold ? wanted : Hold, TimeProvider.System, token);
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
                return FakeAnswer.Of(reply, WireJson.Default.SyncReply);
            }

            await Task.WhenAny(changed, held);
        }
    }

    private SyncReply Reply(SyncRequest sync) => new()
    {
        AckEvent = _events.Take(sync.Events),
        TimeMs = TimeMs,
        Commands = [.. _commands.Where(command => command.Sequence > sync.AckCommand).Take(WireLimits.CommandsPerSync).Select(Late)],
        Leases = [.. sync.Holding.Select(held => new LeaseVerdict(held.Attempt, held.Epoch, Verdict(held)))],
    };

    /// <summary>A lease that is over is granted no more, not even to a node whose new journal has heard of nothing.</summary>
    private NodeCommand Late(NodeCommand command) => command is RunLease run && Lease(run.Lease.Attempt) is { } lease
        && (lease.Lost || lease.Envelope is not null)
        ? new CancelAttempt { Sequence = run.Sequence, Attempt = run.Lease.Attempt, Epoch = 0, Reason = "the lease is over" } : command;

    private long? TimeMs => Clock?.GetUtcNow().ToUnixTimeMilliseconds();

    private long Verdict(HeldLease held) =>
        _leases.TryGetValue(held.Attempt, out FakeLease? lease) && !lease.Lost && lease.Envelope is null ? (long)Ttl.TotalMilliseconds : 0;

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
