using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Good work handed in for something else: another challenge, another node, another GPU; or too late.</summary>
public sealed class ReplayAttackTests
{
    private static readonly GemmChallenge _challenge = ProofSample.Gemm;
    private static readonly GemmChallenge _yesterday = _challenge with { Nonce = Hash32.Sha256("yesterday's nonce"u8), Epoch = 6 };

    [Test]
    public void Yesterdays_transcript_for_todays_challenge()
    {
        Hash32 today = _challenge.Digest(ProofSample.Domain);
        ProofRejection.Unexpected rejection =
            ProofSample.Rejection<ProofRejection.Unexpected>(ProofSample.Answer(_yesterday), new ProofExpectations(Challenge: today));
        Assert.That(rejection.Wanted, Is.EqualTo(today.ToString()));
    }

    [Test]
    public void Yesterdays_commitment_under_todays_challenge()
    {
        ProofTranscript spliced = ProofSample.Answer(_yesterday) with { Challenge = ProofSample.Signed(_challenge) };
        ProofRejection.OtherChallenge rejection = ProofSample.Rejection<ProofRejection.OtherChallenge>(spliced);
        Assert.That(rejection.Answered, Is.EqualTo(_yesterday.Digest(ProofSample.Domain)));
    }

    [Test]
    public void Yesterdays_work_signed_anew_for_todays_challenge()
    {
        ProofTranscript cached = ProofSample.Answer(_yesterday);
        ProofTranscript signed = ProofSample.Committed(
            ProofSample.Signed(_challenge), cached.Roots.ToArray(), cached.Openings.ToArray());
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(signed).Wrong, Is.EqualTo(_challenge.Openings));
    }

    [Test]
    public void Another_nodes_transcript()
    {
        ProofRejection.Unexpected rejection = ProofSample.Rejection<ProofRejection.Unexpected>(
            ProofSample.Answer(_challenge), new ProofExpectations(Node: ProofSample.OtherNode.Address));
        Assert.That(rejection.Found, Is.EqualTo(ProofSample.Node.Address.ToString()));
    }

    [Test]
    public void Another_nodes_answer_to_ones_own_challenge()
    {
        // The challenge is for the other node; this one computes it on its GPU and signs with the only key it has.
        ProofTranscript answered = ProofSample.Answer(_challenge with { Node = ProofSample.OtherNode.Address });
        ProofRejection.CommitmentSignature rejection = ProofSample.Rejection<ProofRejection.CommitmentSignature>(answered);
        Assert.That((rejection.Node, rejection.Signer), Is.EqualTo((ProofSample.OtherNode.Address, ProofSample.Node.Address)));
    }

    [Test]
    public void A_challenge_of_the_nodes_own_making()
    {
        SignedChallenge own = SignedChallenge.Of(ProofSample.Domain, _challenge, ProofSample.Node) with { Secret = ProofSample.Secret };
        ProofTranscript transcript = CpuProver.Answer(own, ProofSample.Node, ProofSample.NoProgress, CancellationToken.None);
        ProofSample.Rejection<ProofRejection.ChallengeSignature>(transcript);

        // With itself as the verifier it is consistent, and not the one that was asked for.
        GemmChallenge honest = _challenge with { Verifier = ProofSample.Node.Address };
        own = SignedChallenge.Of(ProofSample.Domain, honest, ProofSample.Node) with { Secret = ProofSample.Secret };
        transcript = CpuProver.Answer(own, ProofSample.Node, ProofSample.NoProgress, CancellationToken.None);
        ProofSample.Rejection<ProofRejection.Unexpected>(transcript, new ProofExpectations(Verifier: ProofSample.Verifier.Address));
    }

    [Test]
    public void A_challenge_of_another_protocol()
    {
        Eip712Domain other = ProofSample.Domain with { Name = "Other" };
        SignedChallenge challenge = SignedChallenge.Of(other, _challenge, ProofSample.Verifier) with { Secret = ProofSample.Secret };
        ProofTranscript transcript = CpuProver.Answer(challenge, ProofSample.Node, ProofSample.NoProgress, CancellationToken.None);
        Assert.That(ProofSample.Rejection<ProofRejection.Domain>(transcript).Found, Is.EqualTo(other));
    }

    [Test]
    public void A_commitment_that_comes_late()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        TimeSpan deadline = TimeSpan.FromMilliseconds(_challenge.Deadline), roundTrip = TimeSpan.FromMilliseconds(20);
        Assert.That(
            ProofSample.Verify(honest.WitnessedBy(ProofSample.Verifier, deadline, roundTrip)), Is.TypeOf<ProofVerdict.Accepted>());
        TimeSpan late = deadline + TimeSpan.FromTicks(1);
        ProofRejection.Late rejection =
            ProofSample.Rejection<ProofRejection.Late>(honest.WitnessedBy(ProofSample.Verifier, late, roundTrip));
        Assert.That(rejection.ElapsedNanoseconds, Is.EqualTo(10_000_000_100));
    }

    [Test]
    public void A_receipt_that_is_not_the_verifiers_or_not_of_this_commitment()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        TimeSpan elapsed = TimeSpan.FromSeconds(1);
        ProofSample.Rejection<ProofRejection.Receipt>(honest.WitnessedBy(ProofSample.Node, elapsed, TimeSpan.Zero));
        ProofSample.Rejection<ProofRejection.Receipt>(honest.WitnessedBy(ProofSample.Verifier, elapsed, elapsed));
        SignedReceipt other = ProofSample.Answer(_yesterday).WitnessedBy(ProofSample.Verifier, elapsed, TimeSpan.Zero).Receipt!;
        ProofSample.Rejection<ProofRejection.Receipt>(honest with { Receipt = other });
    }

    [Test]
    public void One_gpu_answering_for_two_at_one_moment_is_late_for_one_of_them()
    {
        // The deadline is 1.3 of an honest GPU's time. This one computes both proofs, one after the other or side by side.
        TimeSpan honest = TimeSpan.FromMilliseconds(_challenge.Deadline / 1.3);
        PogChallenge[] both = [_challenge, _challenge with { Slot = 1, Gpu = Hash32.Sha256("GPU-1"u8) }];
        ProofTranscript[] answers = [.. both.Select(ProofSample.Answer)];
        foreach (TimeSpan[] finished in new[] { new[] { honest, honest * 2 }, [honest * 2, honest * 2] })
        {
            ProofVerdict[] verdicts =
            [
                .. answers.Select((answer, i) => ProofSample.Verify(answer.WitnessedBy(ProofSample.Verifier, finished[i], TimeSpan.Zero))),
            ];
            IEnumerable<ProofRejection> rejections = verdicts.OfType<ProofVerdict.Rejected>().Select(verdict => verdict.Rejection);
            Assert.That(rejections, Is.Not.Empty.And.All.TypeOf<ProofRejection.Late>());
        }
    }

    [Test]
    public void One_gpu_under_two_names()
    {
        CoAudit audit = new();
        PogChallenge second = _challenge with { Nonce = Hash32.Sha256("2"u8), Slot = 1 };
        Assert.That(audit.Add(Facts(_challenge)), Is.Null);
        Assert.That(audit.Add(Facts(_yesterday)), Is.Null, "the same GPU of the same node, asked twice");
        ProofRejection? rejection = audit.Add(Facts(second));
        Assert.That(rejection, Is.EqualTo(
            new ProofRejection.SharedGpu(_challenge.Gpu, ProofSample.Node.Address, 1, ProofSample.Node.Address, 0)));
        Assert.That(audit.Add(Facts(second with { Gpu = Hash32.Sha256("GPU-1"u8) })), Is.Null);
    }

    [Test]
    public void One_transcript_handed_in_twice()
    {
        CoAudit audit = new();
        ProofFacts facts = Facts(_challenge);
        Assert.That(audit.Add(facts), Is.Null);
        Assert.That(audit.Add(facts), Is.EqualTo(new ProofRejection.Replayed(facts.Digest)));
    }

    private static ProofFacts Facts(PogChallenge challenge) =>
        ((ProofVerdict.Accepted)ProofSample.Verify(ProofSample.Answer(challenge))).Facts;
}
