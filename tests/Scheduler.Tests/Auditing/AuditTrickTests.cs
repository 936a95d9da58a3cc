using System.Net;
using System.Text;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Tests.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>Nodes that cheat a real scheduler with memory, with files, with sizes, and with challenges that are not theirs.</summary>
internal sealed class AuditTrickTests
{
    private static readonly GpuCapacity _gpu = AuditScheduler.Gpu("GPU-a");
    private readonly ManualTime _time = new();

    [Test, CancelAfter(60_000)]
    public async Task Less_memory_than_is_claimed(CancellationToken token)
    {
        await using TestScheduler scheduler = await AuditScheduler.StartAsync(_time, token, options => options.Audit.Proofs = ["vram"]);
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
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(again, right.Commit, token), ProblemCode.Rejected, "late", token);
        await AuditScheduler.AssertUnprovenAsync(scheduler, node, "late", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task Memory_that_is_walked_before_it_is_said_to_be_filled_or_filled_late(CancellationToken token)
    {
        await using TestScheduler scheduler = await AuditScheduler.StartAsync(_time, token, options => options.Audit.Proofs = ["vram"]);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Vram, token);
        ProvenWork guessed = node.Honest(challenge, Hash32.Sha256("a guess"u8));
        await AuditScheduler.RefusedAsync(await node.PostCommitAsync(challenge, guessed.Commit, token),
            ProblemCode.Rejected, "waits for the word", token);
        Hash32 start = await node.FilledAsync(challenge, token), again = await node.FilledAsync(challenge, token);
        Assert.That(again, Is.EqualTo(start));
        ProofView view = await node.AnswerAsync(challenge, guessed, token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "leaf")));

        GpuChallenge next = await node.ChallengeAsync(ProofKind.Vram, token);
        _time.Advance(TimeSpan.FromMilliseconds(((VramChallenge)next.Message).FillDeadline + 1));
        await AuditScheduler.RefusedAsync(await node.PostFilledAsync(next, token),
            ProblemCode.Rejected, "late: filling the memory took", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_transcript_that_is_edited_afterwards(CancellationToken token)
    {
        await using TestScheduler scheduler = await AuditScheduler.StartAsync(_time, token);
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
        await using TestScheduler scheduler = await AuditScheduler.StartAsync(_time, token);
        using AuditedNode node = await AuditedNode.ConnectAsync(
            scheduler, _time, token, null, _gpu with { VramBytes = 1L << 52, Fp16Tflops = 9e17, MemoryBytesPerSecond = 9e17 });
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        Assert.That(ProofLimits.Check(challenge.Message), Is.Null, "what a node says makes no challenge that is over the limits");
        await AuditScheduler.RefusedAsync(await node.Node.Http.PostAsync(Routes.ProofCommit(node.IdOf(challenge)),
            new StringContent(new string(' ', WireLimits.ProofBodyBytes + 1), Encoding.UTF8, "application/json"), token),
            ProblemCode.TooLarge, "limit", token);
        await node.CommitAsync(challenge, Hash32.Sha256("anything"u8), token);
        await AuditScheduler.RefusedAsync(await node.PostOpenAsync(challenge, new byte[2 << 20], new byte[2 << 20], token),
            ProblemCode.TooLarge, "the body has 5592434 bytes, the limit is 2097152", token);
        ProofView view = await node.OpenAsync(challenge, new byte[512 * 1024], new byte[512 * 1024], token);
        Assert.That((view.State, view.Reason), Is.EqualTo((ProofState.Rejected, "rounds")), "nothing of it was computed");
    }

    [Test, CancelAfter(60_000)]
    public async Task Words_about_challenges_that_are_not_ones_own(CancellationToken token)
    {
        await using TestScheduler scheduler = await AuditScheduler.StartAsync(_time, token);
        using AuditedNode node = await AuditedNode.ConnectAsync(scheduler, _time, token, null, _gpu);
        using AuditedNode other = await AuditedNode.ConnectAsync(scheduler, _time, token);
        GpuChallenge challenge = await node.ChallengeAsync(ProofKind.Fp16, token);
        await AuditScheduler.RefusedAsync(await other.GiveUpAsync(challenge, token), ProblemCode.NotFound, "challenge", token);
        await AuditScheduler.RefusedAsync(await other.PostOpenAsync(challenge, default, default, token),
            ProblemCode.NotFound, "challenge", token);
        await AuditScheduler.RefusedAsync(await other.PostFilledAsync(challenge, token), ProblemCode.NotFound, "challenge", token);
        await AuditScheduler.RefusedAsync(await node.PostFilledAsync(challenge, token), ProblemCode.Rejected, "asks for no memory", token);
        using HttpClient nobody = scheduler.Client(null);
        using HttpResponseMessage refused = await nobody.PostAsync(Routes.ProofFilled(node.IdOf(challenge)), null, token);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await AuditScheduler.RefusedAsync(await scheduler.Http.GetAsync(Routes.Transcript(node.IdOf(challenge)), token),
            ProblemCode.NotFound,
            "transcript", token);
        Assert.That((await node.AnswerAsync(challenge, node.Honest(challenge), token)).State, Is.EqualTo(ProofState.Accepted),
            "nobody's words have hurt it");
    }
}
