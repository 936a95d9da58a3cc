using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Proof.Vram;
using DePin.Benchmark.Tests.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>Nodes that cheat a real scheduler over its protocol: each attempt is refused, with its reason, and leaves nothing proven.</summary>
internal sealed class AuditAttackTests
{
    private static readonly GpuCapacity _gpu = Gpu("GPU-a");
    private readonly ManualTime _time = new();

    private static IEnumerable<TestCaseData> GemmCheats()
    {
        yield return Cheat("A_fifth_of_the_tiles_skipped", cheats => cheats.SkipsTiles(new Random(Seed())));
        yield return Cheat("Structured_matrices", cheats => cheats.RepeatsOneTile());
        yield return Cheat("Low_rank_matrices", cheats => cheats.HasLowRank());
        yield return Cheat("Lower_precision", cheats => cheats.DropsBits(1));
        yield return Cheat("Sums_over_half_the_length", cheats => cheats.HalvesSums());
        yield return Cheat("One_round_for_all", cheats => cheats.RepeatsOneRound());
    }

    [TestCaseSource(nameof(GemmCheats))]
    [CancelAfter(60_000)]
    public async Task Work_that_is_not_what_was_asked_for(Func<GemmCheats, IProofWork> cheat, CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        IProofWork work = cheat(new GemmCheats((GemmChallenge)challenge.Message, node.IdOf(challenge)));
        ProofView view = await node.AnswerAsync(challenge, node.Work(challenge, work), token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")), view.Detail);
        await AssertUnprovenAsync(scheduler, node, "leaf", token);
    }

    [TestCase("rounds")]
    [TestCase("openings")]
    [TestCase("path")]
    [TestCase("commit")]
    [CancelAfter(60_000)]
    public async Task Openings_that_are_not_those_of_the_commitment(string reason, CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        Hash32 secret = await node.CommitAsync(challenge, work.Commit, token);
        byte[] roots = work.Roots.ToArray(), openings = work.Open(secret, challenge.Message.Openings);
        switch (reason)
        {
            case "rounds":
                roots = roots[..^Hash32.Size];
                break;
            case "openings":
                openings = openings[..^Hash32.Size];
                break;
            case "path":
                openings[^1] ^= 1;
                break;
            default:
                roots[^1] ^= 1;
                break;
        }

        ProofView view = await node.OpenAsync(challenge, roots, openings, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, reason)), view.Detail);
        Assert.That(await node.OpenAsync(challenge, work.Roots, work.Open(secret, challenge.Message.Openings), token), Is.EqualTo(view),
            "the right ones come too late: a challenge is opened once");
        await AssertUnprovenAsync(scheduler, node, reason, token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Smaller_matrices_claimed_as_the_whole(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        GemmChallenge small = (GemmChallenge)challenge.Message with { M = 64 };
        ProvenWork work = node.Work(challenge, new GemmWork(small, node.IdOf(challenge)));
        ProofView view = await node.AnswerAsync(challenge, work, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "openings")), view.Detail);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_commitment_that_comes_late(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        _time.Advance(TimeSpan.FromMilliseconds(challenge.Message.Deadline + 1));
        await RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token), ProblemCode.Rejected, "late: the commitment took", token);
        await AssertUnprovenAsync(scheduler, node, "late", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_commitment_whose_request_begins_in_time_and_whose_words_come_late(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProofCommitRequest request = node.Signed(challenge, node.Honest(challenge).Commit, null, null, ProofDevice.Cpu);
        TaskCompletionSource begun = new(), go = new();
        using SlowContent content = new(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.ProofCommitRequest), begun, go.Task);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Task<HttpResponseMessage> reply = node.Node.Http.PostAsync(Routes.ProofCommit(node.IdOf(challenge)), content, token);
        await begun.Task.WaitAsync(token);
        _time.Advance(TimeSpan.FromMilliseconds(challenge.Message.Deadline + 1));
        go.SetResult();
        await RefusedAsync(await reply, ProblemCode.Rejected, "late: the commitment took", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cached_or_replayed_answer(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options =>
        {
            options.Audit.Proofs = ["fp16"];
            options.Audit.Sizes.Seconds = 1e-9; // one round, whatever was proven
        });
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge first = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(first);
        Assert.That((await node.AnswerAsync(first, work, token)).State, Is.EqualTo(ProofState.Accepted));
        await RefusedAsync(await node.PostCommitAsync(first, work.Commit, token), ProblemCode.Conflict, "replayed", token);

        GpuChallenge next = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProofView view = await node.AnswerAsync(next, work, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")), "yesterday's work, signed anew");

        GpuChallenge third = await node.ChallengeAsync(ProofKind.Fp16, token);
        await RefusedAsync(await node.PostCommitAsync(third, work.Commit, token, answers: node.IdOf(first)),
            ProblemCode.Rejected, "otherChallenge", token);
        await AssertUnprovenAsync(scheduler, node, "otherChallenge", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_nodes_answer(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        using AuditedNode other = await AuditedNode.ConnectAsync(scheduler, _time, token);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        await RefusedAsync(await other.PostCommitAsync(challenge, work.Commit, token), ProblemCode.NotFound, "challenge", token);
        await RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token, signer: other.Node.Key),
            ProblemCode.Rejected, "commitmentSignature", token);
        await AssertUnprovenAsync(scheduler, node, "commitmentSignature", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_commitments_to_one_challenge(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        Hash32 secret = await node.CommitAsync(challenge, Hash32.Sha256("nothing yet"u8), token);
        await RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token), ProblemCode.Conflict, "was answered with", token);
        ProofView view = await node.OpenAsync(challenge, work.Roots, work.Open(secret, challenge.Message.Openings), token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "commit")), "grinding for a kinder draw is not possible");
    }

    [TestCase(ProofDevice.Cpu, "computed by 'cpu', accepted is cuda")]
    [TestCase(ProofDevice.Simulated, "computed by 'simulated', accepted is cuda")]
    [CancelAfter(60_000)]
    public async Task A_proof_by_what_is_no_gpu_by_its_nodes_own_word(ProofDevice device, string detail, CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options => options.Audit.Devices = ["cuda"]);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        using HttpResponseMessage reply = await node.PostCommitAsync(challenge, node.Honest(challenge).Commit, token, device: device);
        await RefusedAsync(reply, ProblemCode.Rejected, $"device: {detail}", token);
        await AssertUnprovenAsync(scheduler, node, "device", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task One_gpu_that_answers_for_two(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options => options.Audit.Proofs = ["fp16"]);
        Address owner = PrivateKey.Create().Address;
        using AuditedNode one = await AuditedNode.ConnectAsync(scheduler, _time, token, owner, _gpu);
        Assert.That((await one.ProveAllAsync(1, token)).Single().State, Is.EqualTo(ProofState.Accepted));
        using AuditedNode two = await AuditedNode.ConnectAsync(scheduler, _time, token, owner, Gpu("GPU-b"));
        GpuChallenge second = await two.NextAsync(token), first = await one.NextAsync(token);
        Assert.That(first.Message.Epoch, Is.EqualTo(second.Message.Epoch), "both are asked at one moment");

        // It does one after the other, each in more than half of the time that both of them have.
        TimeSpan each = TimeSpan.FromMilliseconds(first.Message.Deadline * 0.55);
        _time.Advance(each);
        Assert.That((await two.AnswerAsync(second, two.Honest(second), token)).State, Is.EqualTo(ProofState.Accepted));
        _time.Advance(each);
        await RefusedAsync(await one.PostCommitAsync(first, one.Honest(first).Commit, token), ProblemCode.Rejected, "late", token);
        await AssertUnprovenAsync(scheduler, one, "late", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Less_memory_than_is_claimed(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options => options.Audit.Proofs = ["vram"]);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        foreach (Func<VramCheats, IProofWork> cheat in new Func<VramCheats, IProofWork>[]
        {
            cheats => cheats.MissesATenth(), cheats => cheats.WrapsAtHalf(),
        })
        {
            GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Vram, token);
            Hash32 start = await node.FilledAsync(challenge, token);
            IProofWork work = cheat(new VramCheats((VramChallenge)challenge.Message, node.IdOf(challenge), start));
            ProofView view = await node.AnswerAsync(challenge, node.Work(challenge, work), token);
            Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")), view.Detail);
        }

        GpuChallenge again = await node.ChallengeAsync(ProofKind.Vram, token);
        ProvenWork right = node.Honest(again, await node.FilledAsync(again, token));
        _time.Advance(TimeSpan.FromMilliseconds(again.Message.Deadline + 1));
        await RefusedAsync(await node.PostCommitAsync(again, right.Commit, token), ProblemCode.Rejected, "late", token);
        await AssertUnprovenAsync(scheduler, node, "late", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Memory_that_is_walked_before_it_is_said_to_be_filled_or_filled_late(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options => options.Audit.Proofs = ["vram"]);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Vram, token);
        ProvenWork guessed = node.Honest(challenge, Hash32.Sha256("a guess"u8));
        await RefusedAsync(await node.PostCommitAsync(challenge, guessed.Commit, token), ProblemCode.Rejected, "waits for the word", token);
        Assert.That(await node.FilledAsync(challenge, token), Is.EqualTo(await node.FilledAsync(challenge, token)));
        ProofView view = await node.AnswerAsync(challenge, guessed, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")));

        GpuChallenge next = await node.ChallengeAsync(ProofKind.Vram, token);
        _time.Advance(TimeSpan.FromMilliseconds(((VramChallenge)next.Message).FillDeadline + 1));
        await RefusedAsync(await node.PostFilledAsync(next, token), ProblemCode.Rejected, "late: filling the memory took", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_transcript_that_is_edited_afterwards(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        ProofView proof = (await node.ProveAllAsync(1, token)).Single();
        byte[] file = await scheduler.Http.GetByteArrayAsync(Routes.Transcript(proof.Id), token);
        ProofExpectations expected = new(node.Node.Key.Address, scheduler.Server.Account, proof.Id);
        var accepted = (ProofVerdict.Accepted)ProofVerifier.Verify(file, expected);
        Assert.That(accepted.Facts.Rate!.Low, Is.EqualTo(proof.Proven!.Low));

        ProofTranscript transcript = ProofTranscript.Parse(file);
        SignedReceipt receipt = transcript.Receipt!;
        byte[] openings = transcript.Openings.ToArray();
        openings[0] ^= 1;
        (ProofTranscript Edited, string Reason)[] edits =
        [
            (transcript with { Receipt = receipt with { Message = receipt.Message with { Elapsed = 1000 } } }, "receipt"),
            (transcript.WitnessedBy(node.Node.Key, TimeSpan.FromMilliseconds(1), TimeSpan.Zero), "receipt"),
            (transcript with { Openings = openings }, "leaf"),
            (transcript with { Challenge = transcript.Challenge with { Secret = Hash32.Random() } }, "secret"),
            (transcript with
            {
                Commitment = transcript.Commitment with { Message = transcript.Commitment.Message with { Device = ProofDevice.Cuda } },
            }, "commitmentSignature"),
        ];
        foreach ((ProofTranscript edited, string reason) in edits)
        {
            var rejected = (ProofVerdict.Rejected)ProofVerifier.Verify(edited.ToJson(), expected);
            Assert.That(rejected.Rejection.Reason, Is.EqualTo(reason));
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Sizes_meant_to_exhaust_the_verifier(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(
            scheduler, _time, token, null, _gpu with { VramBytes = 1L << 52, Fp16Tflops = 9e17, MemoryBytesPerSecond = 9e17 });
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        Assert.That(ProofLimits.Check(challenge.Message), Is.Null, "what a node says makes no challenge that is over the limits");
        await RefusedAsync(await node.Node.Http.PostAsync(Routes.ProofCommit(node.IdOf(challenge)),
            new StringContent(new string(' ', WireLimits.ProofBodyBytes + 1), Encoding.UTF8, "application/json"), token),
            ProblemCode.TooLarge, "limit", token);
        await node.CommitAsync(challenge, Hash32.Sha256("anything"u8), token);
        await RefusedAsync(await node.PostOpenAsync(challenge, new byte[2 << 20], new byte[2 << 20], token),
            ProblemCode.TooLarge, "too large", token);
        ProofView view = await node.OpenAsync(challenge, new byte[512 * 1024], new byte[512 * 1024], token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "rounds")), "nothing of it was computed");
    }

    [Test, CancelAfter(60_000)]
    public async Task Words_about_challenges_that_are_not_ones_own(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        using AuditedNode other = await AuditedNode.ConnectAsync(scheduler, _time, token);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        await RefusedAsync(await other.GiveUpAsync(challenge, token), ProblemCode.NotFound, "challenge", token);
        await RefusedAsync(await other.PostOpenAsync(challenge, default, default, token), ProblemCode.NotFound, "challenge", token);
        await RefusedAsync(await other.PostFilledAsync(challenge, token), ProblemCode.NotFound, "challenge", token);
        await RefusedAsync(await node.PostFilledAsync(challenge, token), ProblemCode.Rejected, "asks for no memory", token);
        using HttpClient nobody = scheduler.Client(null);
        using HttpResponseMessage refused = await nobody.PostAsync(Routes.ProofFilled(node.IdOf(challenge)), null, token);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await RefusedAsync(await scheduler.Http.GetAsync(Routes.Transcript(node.IdOf(challenge)), token), ProblemCode.NotFound,
            "transcript", token);
        Assert.That((await node.AnswerAsync(challenge, node.Honest(challenge), token)).State, Is.EqualTo(ProofState.Accepted),
            "nobody's words have hurt it");
    }

    private Task<TestScheduler> StartAsync(CancellationToken token, Action<Scheduler.Server.SchedulerOptions>? more = null) =>
        AuditScheduler.StartAsync(_time, token, more);

    private static GpuCapacity Gpu(string uuid) => AuditScheduler.Gpu(uuid);

    private static async Task RefusedAsync(HttpResponseMessage reply, ProblemCode code, string detail, CancellationToken token)
    {
        using (reply)
        {
            Problem problem = await Replies.ProblemAsync(reply, code, token);
            Assert.That(problem.Detail, Does.Contain(detail));
        }
    }

    private static async Task AssertUnprovenAsync(TestScheduler scheduler, AuditedNode node, string reason, CancellationToken token)
    {
        NodeView view = await scheduler.GetAsync(Routes.Node(node.Node.Key.Address), WireJson.Default.NodeView, token);
        GpuProofs gpu = view.Gpus.Single();
        Assert.That(gpu.Figures.Where(figure => figure.Proof is ProofKind.Fp16), Is.Empty);
        Assert.That(gpu.Problem, Does.StartWith($"its GPU's proof failed: {reason}: "));
    }

    private static TestCaseData Cheat(string name, Func<GemmCheats, IProofWork> cheat) => new TestCaseData(cheat).SetName(name);

    private static int Seed()
    {
        int seed = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Out.WriteLine($"seed {seed}");
        return seed;
    }

    /// <summary>A body of which the first half leaves at once, and the rest when it is told to.</summary>
    private sealed class SlowContent(byte[] body, TaskCompletionSource begun, Task go) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
            await stream.FlushAsync();
            begun.SetResult();
            await go;
            await stream.WriteAsync(body.AsMemory(body.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
