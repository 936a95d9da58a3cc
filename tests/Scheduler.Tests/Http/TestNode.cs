using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>A small node with a real key that speaks the real protocol, one call at a time.</summary>
internal sealed class TestNode : IDisposable
{
    private readonly TestScheduler _scheduler;
    private HttpClient _http;
    private SessionChallenge? _challenge;
    private SignedCapacity? _capacity;
    private readonly Queue<Lease> _received = new();

    public TestNode(TestScheduler scheduler)
    {
        _scheduler = scheduler;
        _http = scheduler.Client(null);
    }

    public PrivateKey Key { get; } = PrivateKey.Create();

    public BootId Boot { get; set; } = BootId.New();

    public long AckCommand { get; set; }

    public long CapacityVersion { get; set; } = 1;

    public Capacity Capacity { get; set; } = Capacities.Of();

    public List<HeldLease> Holding { get; } = [];

    public ulong Sequence { get; set; }

    public Hash32 Previous { get; set; }

    public HttpClient Http => _http;

    public Eip712Domain Domain => _challenge!.Domain;

    public void Dispose()
    {
        _http.Dispose();
        Key.Dispose();
    }

    public async Task<SessionChallenge> ChallengeAsync(CancellationToken token) =>
        (SessionChallenge)await PostAsync(Routes.Session, new SessionRequest { Node = Key.Address }, WireJson.Default.SessionRequest,
            WireJson.Default.SessionReply, token);

    public NodeLogin Login(SessionChallenge challenge) => new()
    {
        Node = Key.Address,
        Scheduler = SessionChallenge.SchedulerId(challenge.Scheduler),
        Nonce = challenge.Nonce,
        IssuedAt = challenge.IssuedAt,
        ExpiresAt = challenge.ExpiresAt,
    };

    public async Task LogInAsync(CancellationToken token)
    {
        _http.Dispose();
        _http = _scheduler.Client(null);
        _challenge = await ChallengeAsync(token);
        NodeLogin login = Login(_challenge);
        SessionRequest request = new() { Node = Key.Address, Login = login, Signature = Key.Sign(Eip712.Digest(Domain, login)) };
        var grant = (SessionGrant)await PostAsync(Routes.Session, request, WireJson.Default.SessionRequest, WireJson.Default.SessionReply,
            token);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", grant.Token);
        _capacity = Sign(Capacity);
    }

    public SignedCapacity Sign(Capacity capacity, Func<CapacityStatement, CapacityStatement>? change = null)
    {
        CapacityStatement statement = new()
        {
            Node = Key.Address,
            CapacityDigest = capacity.Digest(),
            MeasuredAt = _challenge!.IssuedAt,
            ExpiresAt = _challenge.IssuedAt + 86_400,
            Sequence = (ulong)CapacityVersion,
        };
        statement = change is null ? statement : change(statement);
        return new SignedCapacity(capacity, statement, Key.Sign(Eip712.Digest(Domain, statement)));
    }

    public SyncRequest Body(params NodeEvent[] events) => new()
    {
        Boot = Boot,
        AckCommand = AckCommand,
        CapacityVersion = CapacityVersion,
        Capacity = _capacity,
        Accepting = true,
        Holding = [.. Holding],
        Events = events,
    };

    public async Task<SyncReply> SyncAsync(CancellationToken token, params NodeEvent[] events)
    {
        SyncReply reply = await PostAsync(Routes.Sync, Body(events), WireJson.Default.SyncRequest, WireJson.Default.SyncReply, token);
        _capacity = null;
        AckCommand = reply.Commands.Count > 0 ? reply.Commands[^1].Sequence : AckCommand;
        return reply;
    }

    /// <summary>The sync that waits at the scheduler.</summary>
    public Task<SyncReply>? ParkedSync { get; private set; }

    /// <summary>Syncs, and returns when the scheduler has parked it: it then shows the node as connected with what it holds.</summary>
    public async Task SyncUntilParkedAsync(CancellationToken token)
    {
        do
        {
            long before = (await FindAsync(token))?.LastSeen ?? 0;
            ParkedSync = SyncAsync(token);
            while (((await FindAsync(token))?.LastSeen ?? 0) <= before)
            {
                await Task.Yield();
            }
        }
        while (ParkedSync.IsCompleted);
    }

    private async Task<NodeView?> FindAsync(CancellationToken token) =>
        (await _scheduler.GetAsync(Routes.Nodes, WireJson.Default.NodeList, token)).Nodes.FirstOrDefault(node =>
            node.Address == Key.Address);

    /// <summary>The next lease, held from now on; syncs until one comes.</summary>
    public async Task<Lease> TakeLeaseAsync(CancellationToken token)
    {
        while (_received.Count == 0)
        {
            foreach (RunLease run in (await SyncAsync(token)).Commands.OfType<RunLease>())
            {
                Holding.Add(new HeldLease(run.Lease.Attempt, run.Lease.Epoch, AttemptPhase.Accepted));
                _received.Enqueue(run.Lease);
            }
        }

        return _received.Dequeue();
    }

    public Task<HttpResponseMessage> PutLogAsync(Lease lease, long offset, byte[] bytes, CancellationToken token) =>
        _http.PutAsync(Routes.Logs(lease.Attempt, lease.Epoch, offset), new ByteArrayContent(bytes), token);

    public Task<HttpResponseMessage> PutArtifactAsync(Lease lease, string path, byte[] content, long offset, byte[] part,
        CancellationToken token) =>
        _http.PutAsync(Routes.Artifact(lease.Attempt, lease.Epoch, new ArtifactEntry(path, ContentHash.Of(content), content.Length),
            offset), new ByteArrayContent(part), token);

    /// <summary>An envelope that agrees with what was delivered.</summary>
    public AttestationEnvelope Envelope(
        Lease lease, byte[] log, IEnumerable<(string Path, byte[] Content)> outputs, Outcome outcome = Outcome.Succeeded,
            Func<WorkAttestation, WorkAttestation>? change = null, IReadOnlyList<CheckpointEvidence>? checkpoints = null,
            IReadOnlyList<SkippedOutput>? skipped = null)
    {
        OutputManifest manifest = OutputManifest.Of(outputs.Select(one =>
            new OutputEntry("/" + one.Path, Hash32.Sha256(one.Content), one.Content.Length)));
        Hash32 image = outcome == Outcome.Succeeded || lease.Spec.Image.Digest is not null ? lease.Spec.Image.Digest!.Value.Value : default;
        byte[] evidence = EvidenceStatement.Of(manifest, new WorkEvidence
        {
            AttemptId = lease.Attempt.Value,
            Image = new ImageEvidence(lease.Spec.Image.ToString(), new ContentHash(image).ToString()),
            ArgumentsDigest = Hash32.Sha256("[]"u8),
            Usage = new UsageEvidence { LogBytes = log.Length },
            LogDigest = Hash32.Sha256(log),
            Checkpoints = checkpoints ?? [],
            SkippedOutputs = skipped ?? [],
            Verdict = new VerdictEvidence(outcome, "exited", $"ended with {outcome}", ["a fact"]),
        }).ToCanonicalJson();
        ulong now = _challenge!.IssuedAt;
        WorkAttestation message = new()
        {
            JobId = lease.Job.Value,
            AttemptId = lease.Attempt.Value,
            LeaseEpoch = (ulong)lease.Epoch,
            Node = Key.Address,
            Beneficiary = Key.Address,
            SpecDigest = lease.SpecDigest,
            ImageDigest = image,
            ResultDigest = manifest.Digest(),
            EvidenceDigest = Hash32.Sha256(evidence),
            StartedAt = now,
            FinishedAt = now + 1,
            GpuMilliseconds = 0,
            ExitCode = outcome == Outcome.Succeeded ? 0 : 1,
            Outcome = outcome,
            Sequence = Sequence,
            Previous = Previous,
        };
        message = change is null ? message : change(message);
        return new AttestationEnvelope
        {
            Domain = Domain,
            Message = message,
            Signature = Key.Sign(Eip712.Digest(Domain, message)),
            Evidence = evidence
        };
    }

    public Task<HttpResponseMessage> PostAttestationAsync(Lease lease, AttestationEnvelope envelope, CancellationToken token) =>
        _http.PostAsJsonAsync(Routes.Attestation(lease.Attempt, lease.Epoch), envelope, WireJson.Default.AttestationEnvelope, token);

    /// <summary>Attests and goes on with the chain.</summary>
    public async Task<AttestationReply> AttestAsync(Lease lease, AttestationEnvelope envelope, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostAttestationAsync(lease, envelope, token);
        AttestationReply accepted = await Replies.ReadAsync(reply, 200, WireJson.Default.AttestationReply, token);
        (Sequence, Previous) = (Sequence + 1, accepted.Digest);
        Holding.RemoveAll(held => held.Attempt == lease.Attempt);
        return accepted;
    }

    private async Task<TReply> PostAsync<TBody,
        TReply>(string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TReply> reply, CancellationToken token)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(path, body, type, token);
        return await Replies.ReadAsync(response, 200, reply, token);
    }
}
