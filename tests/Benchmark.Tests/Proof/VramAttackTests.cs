using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Nodes with less memory than they claim.</summary>
public sealed class VramAttackTests
{
    private static readonly VramChallenge _challenge = ProofSample.Vram with { Lines = 1000, Steps = 64, Openings = 16 };
    private static readonly Hash32 _digest = _challenge.Digest(ProofSample.Domain);

    [Test]
    public void A_tenth_of_the_memory_missing_and_read_as_zeros_spoils_nearly_every_lane()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).MissesATenth());

        // A walk of 64 steps finds everything there once in (9/10)^64 = 1 : 850; sixteen of them never.
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.GreaterThan(10));
    }

    [Test]
    public void Memory_that_wraps_around_at_half_its_size()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).WrapsAtHalf());
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.GreaterThan(10));
    }

    [Test]
    public void A_quarter_of_each_line_kept()
    {
        VramCheats cheats = Cheats(_challenge);
        ProofTranscript transcript = ProofSample.Answer(_challenge, cheats.Holds(0, (line, words) =>
        {
            cheats.All.Read(line, words);
            for (int i = 8; i < words.Length; i++)
            {
                words[i] = words[i % 8];
            }
        }));
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.EqualTo(_challenge.Openings));
    }

    [Test]
    public void Missing_memory_computed_again_is_right_and_late()
    {
        // A read costs 1, a ChaCha20 block a tenth of it: slower than any GPU reads, faster than any computes. The work is the default 64.
        const double BlockCost = 0.1;
        VramChallenge challenge = _challenge with { Work = 64, Steps = 16, Rounds = 1 };
        VramCheats cheats = Cheats(challenge);
        int computed = 0;
        ProofTranscript transcript = ProofSample.Answer(challenge, cheats.Holds(challenge.Lines / 2, (line, words) =>
        {
            computed++;
            cheats.All.Read(line, words);
        }));
        Assert.That(ProofSample.Verify(transcript), Is.TypeOf<ProofVerdict.Accepted>(), "nothing but its time is wrong");

        long reads = (long)challenge.Lanes * challenge.Steps;
        TimeSpan honest = TimeSpan.FromMilliseconds(challenge.Deadline / 1.3);
        TimeSpan cheat = honest * ((reads + (computed * 4.0 * challenge.Work * BlockCost)) / reads);
        ProofSample.Rejection<ProofRejection.Late>(transcript.WitnessedBy(ProofSample.Verifier, cheat, TimeSpan.Zero));
    }

    [Test]
    public void Walking_before_the_start_is_revealed()
    {
        ProofTranscript early = ProofSample.Answer(
            _challenge, new VramWork(_challenge, VramWork.SeedOf(_digest, Hash32.Sha256("a guess"u8)), Cheats(_challenge).All));
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(early).Wrong, Is.EqualTo(_challenge.Openings));

        ProofTranscript own = ProofSample.Answer(_challenge);
        own = own with { Challenge = own.Challenge with { Start = Hash32.Sha256("a guess"u8) } };
        Assert.That(ProofSample.Rejection<ProofRejection.Secret>(own).What, Is.EqualTo("start"));
    }

    private static VramCheats Cheats(VramChallenge challenge) => new(challenge, challenge.Digest(ProofSample.Domain), ProofSample.Start);
}
