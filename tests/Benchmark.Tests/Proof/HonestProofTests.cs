using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>An honest node is believed, and what is said of it is what it did.</summary>
public sealed class HonestProofTests
{
    private static readonly PogChallenge[] _challenges =
    [
        ProofSample.Gemm,
        ProofSample.Gemm with { M = 64, N = 256, K = 1088, Rounds = 3 },
        ProofSample.Gemm with { Arithmetic = Arithmetic.Fp16, K = 320 },
        ProofSample.Vram,
        ProofSample.Vram with { Lines = 1, Work = 1, Lanes = 16, Steps = 1, Rounds = 1, Openings = 1 },
    ];

    [TestCaseSource(nameof(_challenges))]
    public void An_honest_answer_is_accepted_and_facts_are_the_challenges(PogChallenge challenge)
    {
        ProofTranscript transcript = ProofSample.Answer(challenge);
        ProofVerdict verdict = ProofSample.Verify(transcript);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Accepted>(), verdict.ToString());
        ProofFacts facts = ((ProofVerdict.Accepted)verdict).Facts;
        Assert.That(facts.Digest, Is.EqualTo(challenge.Digest(ProofSample.Domain)));
        Assert.That(facts.Challenge, Is.EqualTo(challenge));
        Assert.That(facts.Device, Is.EqualTo(ProofDevice.Cpu));
        Assert.That(facts.Rate, Is.Null);
    }

    [Test]
    public void The_rate_lies_between_all_of_the_time_and_the_time_less_a_round_trip()
    {
        ProofTranscript transcript = ProofSample.Answer(ProofSample.Gemm)
            .WitnessedBy(ProofSample.Verifier, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(400));
        ProofFacts facts = ((ProofVerdict.Accepted)ProofSample.Verify(transcript)).Facts;
        const double Work = 2.0 * 128 * 64 * 128 * 2;
        Assert.That(facts.Work, Is.EqualTo(Work));
        Assert.That(facts.Rate!.Low, Is.EqualTo(Work / 2).Within(1e-6));
        Assert.That(facts.Rate.High, Is.EqualTo(Work / 1.6).Within(1e-6));
        Assert.That(facts.Undetected(0.05), Is.EqualTo(Math.Pow(0.95, 64)));
    }

    [Test]
    public void The_same_challenge_has_one_commitment_and_a_file_comes_back_as_it_was()
    {
        ProofTranscript first = ProofSample.Answer(ProofSample.Vram), second = ProofSample.Answer(ProofSample.Vram);
        Assert.That(second.ToJson(), Is.EqualTo(first.ToJson()));
        Assert.That(ProofTranscript.Parse(first.ToJson()).ToJson(), Is.EqualTo(first.ToJson()));
        SignedChallenge challenge = ProofSample.Signed(ProofSample.Vram);
        Assert.That(SignedChallenge.Parse(challenge.ToJson()), Is.EqualTo(challenge));
    }

    [Test]
    public void The_secret_is_not_needed_before_the_commitment()
    {
        SignedChallenge closed = ProofSample.Signed(ProofSample.Gemm) with { Secret = null };
        ProvenWork proven = CpuProver.Prove(closed, ProofSample.NoProgress, CancellationToken.None);
        ProofTranscript transcript = ProofSample.Committed(
            closed with { Secret = ProofSample.Secret }, proven.Roots.ToArray(), proven.Open(ProofSample.Secret, closed.Message.Openings));
        Assert.That(ProofSample.Verify(transcript), Is.TypeOf<ProofVerdict.Accepted>());
        Assert.That(
            () => CpuProver.Answer(closed, ProofSample.Node, ProofSample.NoProgress, CancellationToken.None), Throws.ArgumentException);
    }

    [Test]
    public void A_cancelled_prover_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        SignedChallenge challenge = ProofSample.Signed(ProofSample.Gemm);
        Assert.That(
            () => CpuProver.Prove(challenge, ProofSample.NoProgress, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void What_a_processor_cannot_fill_is_refused_before_it_is_tried()
    {
        SignedChallenge challenge = ProofSample.Signed(ProofSample.Vram with { Lines = CpuProver.MaxLines + 1 });
        Assert.That(CpuProver.Refusal(challenge), Does.Contain($"{CpuProver.MaxLines + 1} lines"));
        Assert.That(CpuProver.Refusal(ProofSample.Signed(ProofSample.Vram) with { Start = null }), Does.Contain("start"));
        Assert.That(CpuProver.Refusal(ProofSample.Signed(ProofSample.Gemm with { M = 96 })), Does.Contain("m is 96"));
        Assert.That(CpuProver.Refusal(ProofSample.Signed(ProofSample.Vram)), Is.Null);
    }
}
