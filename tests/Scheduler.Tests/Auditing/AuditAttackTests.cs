using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Tests.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>
/// Nodes that cheat a real scheduler over its protocol: each attempt is refused, with its reason, and leaves nothing proven.
/// </summary>
internal sealed class AuditAttackTests
{
    private static readonly GpuCapacity _gpu = AuditScheduler.Gpu("GPU-a");
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
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "leaf", token);
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
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, reason, token);
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
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token),
            ProblemCode.Rejected, "late: the commitment took", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "late", token);
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
        await AuditScheduler.RefusedAsync(await reply, ProblemCode.Rejected, "late: the commitment took", token);
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
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(first, work.Commit, token), ProblemCode.Conflict, "replayed", token);

        GpuChallenge next = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProofView view = await node.AnswerAsync(next, work, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")), "yesterday's work, signed anew");

        GpuChallenge third = await node.ChallengeAsync(ProofKind.Fp16, token);
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(third, work.Commit, token, answers: node.IdOf(first)),
            ProblemCode.Rejected, "otherChallenge", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "otherChallenge", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_nodes_answer(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        using AuditedNode other = await AuditedNode.ConnectAsync(scheduler, _time, token);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        await AuditScheduler.RefusedAsync(await other.PostCommitAsync(challenge, work.Commit, token),
            ProblemCode.NotFound, "challenge", token);
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token, signer: other.Node.Key),
            ProblemCode.Rejected, "commitmentSignature", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "commitmentSignature", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_commitments_to_one_challenge(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        ProvenWork work = node.Honest(challenge);
        Hash32 secret = await node.CommitAsync(challenge, Hash32.Sha256("nothing yet"u8), token);
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(challenge, work.Commit, token),
            ProblemCode.Conflict, "was answered with", token);
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
        await AuditScheduler.RefusedAsync(reply, ProblemCode.Rejected, $"device: {detail}", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "device", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task One_gpu_that_answers_for_two(CancellationToken token)
    {
        await using TestScheduler scheduler = await StartAsync(token, options => options.Audit.Proofs = ["fp16"]);
        Address owner = PrivateKey.Create().Address;
        using AuditedNode one = await AuditedNode.ConnectAsync(scheduler, _time, token, owner, _gpu);
        Assert.That((await one.ProveAllAsync(1, token)).Single().State, Is.EqualTo(ProofState.Accepted));
        using AuditedNode two = await AuditedNode.ConnectAsync(scheduler, _time, token, owner, AuditScheduler.Gpu("GPU-b"));
        GpuChallenge second = await two.NextAsync(token), first = await one.NextAsync(token);
        Assert.That(first.Message.Epoch, Is.EqualTo(second.Message.Epoch), "both are asked at one moment");

        // It does one after the other, each in more than half of the time that both of them have.
        TimeSpan each = TimeSpan.FromMilliseconds(first.Message.Deadline * 0.55);
        _time.Advance(each);
        Assert.That((await two.AnswerAsync(second, two.Honest(second), token)).State, Is.EqualTo(ProofState.Accepted));
        _time.Advance(each);
        await AuditScheduler.RefusedAsync(await one.PostCommitAsync(first, one.Honest(first).Commit, token),
            ProblemCode.Rejected, "late", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, one, "late", token);
    }

    private Task<TestScheduler> StartAsync(CancellationToken token, Action<Scheduler.Server.SchedulerOptions>? more = null) =>
        AuditScheduler.StartAsync(_time, token, more);

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
