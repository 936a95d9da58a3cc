using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Cuda;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Tests.Gpus.Launching;

namespace DePin.Benchmark.Tests.Proof.Cuda;

/// <summary>Whole proofs on a GPU, and what the verifier says of those of a GPU that is not as it should be.</summary>
public sealed class CudaProofTests
{
    private static readonly PogChallenge[] _challenges =
    [
        ProofSample.Gemm,
        ProofSample.Gemm with { M = 64, N = 256, K = 1088, Rounds = 3 },
        ProofSample.Gemm with { Arithmetic = Arithmetic.Fp16, K = 320 },
        ProofSample.Vram,
        ProofSample.Vram with { Lanes = 1 << 13, Lines = 5000, Steps = 3 },
        ProofSample.Vram with { Lines = 1, Work = 1, Lanes = 16, Steps = 1, Rounds = 1, Openings = 1 },
    ];

    [Test, CancelAfter(120_000)]
    public async Task An_honest_gpu_is_believed_and_commits_to_what_a_processor_commits_to(
        [ValueSource(nameof(_challenges))] PogChallenge challenge, [Values("8.0", "9.0")] string capability, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability));

        ProofTranscript transcript = Answer(simulated, challenge, token);

        ProofVerdict verdict = ProofSample.Verify(transcript);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Accepted>(), verdict.ToString());
        Assert.That(((ProofVerdict.Accepted)verdict).Facts.Device, Is.EqualTo(ProofDevice.Simulated));
        Assert.That(transcript.Commitment.Message.Commit, Is.EqualTo(ProofSample.Answer(challenge).Commitment.Message.Commit));
        Assert.That(transcript.Openings.ToArray(), Is.EqualTo(ProofSample.Answer(challenge).Openings.ToArray()));
    }

    /// <summary>Groups of several rows of blocks, of a part of one, and panels that are smaller than either.</summary>
    [TestCase(32768u, 64u, 1L)]
    [TestCase(1024u, 2048u, 1L << 20)]
    [TestCase(1024u, 2048u, 1L << 30)]
    [CancelAfter(180_000)]
    public async Task A_product_in_panels_opens_to_what_was_committed_to(uint m, uint n, long panelBytes, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        GemmChallenge challenge = ProofSample.Gemm with { M = m, N = n, K = 64, Openings = 24 };
        GemmWork work = new(challenge, challenge.Digest(ProofSample.Domain));
        GemmRounds rounds = new(gpu, challenge, panelBytes);
        Assert.That(rounds.GroupDepth, Is.EqualTo(5));

        ProvenWork proven = new(work, rounds, challenge.Rounds, ProofSample.NoProgress, token);

        ProofTranscript transcript = ProofSample.Committed(
            ProofSample.Signed(challenge), proven.Roots.ToArray(), proven.Open(ProofSample.Secret, challenge.Openings));
        Assert.That(ProofSample.Verify(transcript), Is.TypeOf<ProofVerdict.Accepted>());
    }

    [TestCase(1, "leaf")]
    [TestCase(3, "leaf")]
    [CancelAfter(60_000)]
    public async Task A_gpu_that_now_and_then_multiplies_wrong_is_refused(int every, string reason, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("wrong", every));

        ProofVerdict verdict = ProofSample.Verify(Answer(simulated, ProofSample.Gemm with { Openings = 512, Rounds = 8 }, token));

        Assert.That(verdict, Is.TypeOf<ProofVerdict.Rejected>());
        ProofRejection rejection = ((ProofVerdict.Rejected)verdict).Rejection;
        TestContext.Out.WriteLine(rejection);
        Assert.That(rejection.Reason, Is.EqualTo(reason));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_gpu_with_less_memory_than_it_reports_is_refused(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("vram", 64 << 20), ("vram.real", 32 << 20));
        VramChallenge challenge = ProofSample.Vram with { Lines = 60UL * (1 << 20) / 128, Work = 1, Lanes = 1024, Steps = 16 };

        ProofVerdict verdict = ProofSample.Verify(Answer(simulated, challenge, token));

        Assert.That(verdict, Is.TypeOf<ProofVerdict.Rejected>());
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection, Is.TypeOf<ProofRejection.Leaf>());
    }

    [Test, CancelAfter(60_000)]
    public async Task More_memory_than_there_is_is_an_error_that_leaves_the_gpu_as_it_was(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        VramChallenge tooMuch = ProofSample.Vram with { Lines = 1 << 22 };

        CudaException failed = Assert.Throws<CudaException>(() => Answer(simulated, tooMuch, token));

        Assert.That((failed.Failure.Call, failed.Failure.Status), Is.EqualTo(("cuMemAlloc_v2", CudaException.OutOfMemory)));
        Assert.That(ProofSample.Verify(Answer(simulated, ProofSample.Vram, token)), Is.TypeOf<ProofVerdict.Accepted>());
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_in_the_middle_of_a_run_ends_the_proof_with_its_code(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("launches", 6));

        CudaException failed = Assert.Throws<CudaException>(() => Answer(simulated, ProofSample.Gemm, token));

        Assert.That((failed.Failure.Status, failed.IsSticky), Is.EqualTo((700, true)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_cancelled_proof_ends_between_two_launches(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using CancellationTokenSource source = new();
        using CudaProof proof = CudaProof.Prepare(simulated.Cuda, simulated.Gpu, ProofSample.Signed(ProofSample.Gemm));
        FirstRound progress = new(source.Cancel);

        Assert.That(() => proof.Prove(null, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(progress.Rounds, Is.EqualTo(new[] { new ProofProgress(1, 2) }));
    }

    private static ProofTranscript Answer(SimulatedGpu simulated, PogChallenge challenge, CancellationToken token)
    {
        SignedChallenge signed = ProofSample.Signed(challenge);
        using CudaProof proof = CudaProof.Prepare(simulated.Cuda, simulated.Gpu, signed);
        ProvenWork proven = proof.Prove(signed.Start, ProofSample.NoProgress, token);
        byte[] openings = proven.Open(ProofSample.Secret, challenge.Openings);
        return ProofTranscript.Of(signed, ProofSample.Node, ProofDevice.Simulated, proven.Roots, openings);
    }

    private sealed class FirstRound(Action then) : IProgress<ProofProgress>
    {
        public List<ProofProgress> Rounds { get; } = [];

        public void Report(ProofProgress value)
        {
            Rounds.Add(value);
            then();
        }
    }
}
