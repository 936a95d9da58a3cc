using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Vram;
using DePin.Protocol.Wire;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>A node that answers challenges over the real protocol, with work of any kind; time passes by hand.</summary>
internal sealed class AuditedNode : IDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(1);
    private readonly ManualTime _time;
    private readonly Queue<GpuChallenge> _challenges = new();

    private AuditedNode(TestScheduler scheduler, ManualTime time)
    {
        _time = time;
        Node = new TestNode(scheduler);
    }

    public TestNode Node { get; }

    public static async Task<AuditedNode> ConnectAsync(
        TestScheduler scheduler, ManualTime time, CancellationToken token, Address? owner = null, params GpuCapacity[] gpus)
    {
        AuditedNode node = new(scheduler, time);
        node.Node.Capacity = Capacities.Of(gpus: gpus) with { Beneficiary = owner };
        await node.Node.LogInAsync(token);
        return node;
    }

    /// <summary>The next challenge of this kind; others are given up.</summary>
    public async Task<GpuChallenge> ChallengeAsync(ProofKind kind, CancellationToken token)
    {
        while (true)
        {
            GpuChallenge challenge = await NextAsync(token);
            if (challenge.Kind() == kind)
            {
                return challenge;
            }

            await ReadAsync(await GiveUpAsync(challenge, token), token);
        }
    }

    /// <summary>The next challenge, whichever it is.</summary>
    public async Task<GpuChallenge> NextAsync(CancellationToken token)
    {
        while (_challenges.Count == 0)
        {
            Task<SyncReply> sync = Node.SyncAsync(token);
            while (!sync.IsCompleted)
            {
                // The scheduler looks whom to ask once a millisecond of its own time.
                _time.Advance(_look);
                await Task.WhenAny(sync, Task.Delay(_look, TimeProvider.System, token));
            }

            foreach (AnswerChallenge command in (await sync).Commands.OfType<AnswerChallenge>())
            {
                _challenges.Enqueue(command.Challenge!);
            }
        }

        return _challenges.Dequeue();
    }

    public Hash32 IdOf(GpuChallenge challenge) => challenge.Message.Digest(Node.Domain);

    public ProvenWork Honest(GpuChallenge challenge) => Work(challenge, new GemmWork((GemmChallenge)challenge.Message, IdOf(challenge)));

    public ProvenWork Honest(GpuChallenge challenge, Hash32 start)
    {
        VramChallenge message = (VramChallenge)challenge.Message;
        Hash32 id = IdOf(challenge);
        return Work(challenge, new VramWork(
            message, VramWork.SeedOf(id, start), new ComputedLines(VramWork.MemoryKey(id), message.Work)));
    }

    public ProvenWork Work(GpuChallenge challenge, IProofWork work) =>
        new(work, challenge.Message.Rounds, new Progress<ProofProgress>(), CancellationToken.None);

    public async Task<Hash32> FilledAsync(GpuChallenge challenge, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostFilledAsync(challenge, token);
        return (await Replies.ReadAsync(reply, 200, WireJson.Default.ProofStartReply, token)).Start;
    }

    public Task<HttpResponseMessage> PostFilledAsync(GpuChallenge challenge, CancellationToken token) =>
        Node.Http.PostAsync(Routes.ProofFilled(IdOf(challenge)), null, token);

    public Task<HttpResponseMessage> PostCommitAsync(
        GpuChallenge challenge, Hash32 commit, CancellationToken token, PrivateKey? signer = null, Hash32? answers = null,
        ProofDevice device = ProofDevice.Cpu) =>
        Node.Http.PostAsJsonAsync(Routes.ProofCommit(IdOf(challenge)), Signed(challenge, commit, signer, answers, device),
            WireJson.Default.ProofCommitRequest, token);

    public ProofCommitRequest Signed(GpuChallenge challenge, Hash32 commit, PrivateKey? signer, Hash32? answers, ProofDevice device)
    {
        PogCommitment commitment = new() { Challenge = answers ?? IdOf(challenge), Commit = commit, Device = device };
        return new ProofCommitRequest(commitment, (signer ?? Node.Key).Sign(Eip712.Digest(Node.Domain, commitment)));
    }

    public async Task<Hash32> CommitAsync(GpuChallenge challenge, Hash32 commit, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostCommitAsync(challenge, commit, token);
        return (await Replies.ReadAsync(reply, 200, WireJson.Default.ProofCommitReply, token)).Secret;
    }

    /// <summary>What is refused by its length is refused before it is sent: nobody writes to a connection that is closed.</summary>
    public async Task<HttpResponseMessage> PostOpenAsync(
        GpuChallenge challenge, ReadOnlyMemory<byte> roots, ReadOnlyMemory<byte> openings, CancellationToken token)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ProofOpenRequest(roots, openings), WireJson.Default.ProofOpenRequest);
        using HttpRequestMessage request = new(HttpMethod.Post, Routes.ProofOpen(IdOf(challenge))) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.ExpectContinue = true;
        return await Node.Http.SendAsync(request, token);
    }

    public async Task<ProofView> OpenAsync(
        GpuChallenge challenge, ReadOnlyMemory<byte> roots, ReadOnlyMemory<byte> openings, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostOpenAsync(challenge, roots, openings, token);
        return await ReadAsync(reply, token);
    }

    /// <summary>Commits to this work, and opens what the secret draws of it.</summary>
    public async Task<ProofView> AnswerAsync(GpuChallenge challenge, ProvenWork work, CancellationToken token)
    {
        Hash32 secret = await CommitAsync(challenge, work.Commit, token);
        return await OpenAsync(challenge, work.Roots, work.Open(secret, challenge.Message.Openings), token);
    }

    /// <summary>Everything that is asked for, honestly, each in a second.</summary>
    public async Task<IReadOnlyList<ProofView>> ProveAllAsync(int proofs, CancellationToken token)
    {
        List<ProofView> views = [];
        for (int i = 0; i < proofs; i++)
        {
            GpuChallenge challenge = await NextAsync(token);
            ProvenWork work = challenge.Message is VramChallenge
                ? Honest(challenge, await FilledAsync(challenge, token)) : Honest(challenge);
            _time.Advance(TimeSpan.FromSeconds(1));
            views.Add(await AnswerAsync(challenge, work, token));
        }

        return views;
    }

    public Task<HttpResponseMessage> GiveUpAsync(GpuChallenge challenge, CancellationToken token) => Node.Http.PostAsJsonAsync(
        Routes.ProofGiveUp(IdOf(challenge)), new ProofGiveUpRequest("not today"), WireJson.Default.ProofGiveUpRequest, token);

    public void Dispose() => Node.Dispose();

    private static Task<ProofView> ReadAsync(HttpResponseMessage reply, CancellationToken token) =>
        Replies.ReadAsync(reply, 200, WireJson.Default.ProofView, token);
}
