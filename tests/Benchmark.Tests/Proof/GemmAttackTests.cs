using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Nodes that do less than they were asked, or something else. Each signs what it likes with its own key.</summary>
public sealed class GemmAttackTests
{
    private static readonly GemmChallenge _challenge = ProofSample.Gemm;

    [Test]
    public void A_fifth_of_the_tiles_skipped()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).SkipsTiles(ProofSample.SeededRandom()));

        // Not noticed once in (4/5)^64 = 1 : 1 600 000.
        ProofRejection.Leaf rejection = ProofSample.Rejection<ProofRejection.Leaf>(transcript);
        Assert.That(rejection.Wrong, Is.InRange(1, 40));
        Assert.That(rejection.Opened, Is.Not.EqualTo(rejection.Computed));
    }

    [Test]
    public void Structured_matrices_whose_product_is_one_tile_over_and_over()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).RepeatsOneTile());
        ProofRejection.Leaf rejection = ProofSample.Rejection<ProofRejection.Leaf>(transcript);
        Assert.That(rejection.Wrong, Is.GreaterThan(32), "only the first tile is right");
    }

    [Test]
    public void Low_rank_matrices_of_the_nodes_own()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).HasLowRank());
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.EqualTo(_challenge.Openings));
    }

    [TestCase(Arithmetic.Int8, 4, TestName = "Eight_bits_computed_in_four")]
    [TestCase(Arithmetic.Int8, 1, TestName = "The_lowest_bit_dropped")]
    [TestCase(Arithmetic.Fp16, 1, TestName = "Nine_bits_computed_on_eight_bit_units")]
    public void Lower_precision(Arithmetic arithmetic, int dropped)
    {
        GemmChallenge challenge = _challenge with { Arithmetic = arithmetic };
        ProofTranscript transcript = ProofSample.Answer(challenge, Cheats(challenge).DropsBits(dropped));
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.EqualTo(challenge.Openings));
    }

    [Test]
    public void Sums_over_half_the_length()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).HalvesSums());
        Assert.That(ProofSample.Rejection<ProofRejection.Leaf>(transcript).Wrong, Is.EqualTo(_challenge.Openings));
    }

    [Test]
    public void Smaller_matrices_claimed_as_the_whole()
    {
        GemmChallenge small = _challenge with { M = 64 };
        ProofTranscript answered = ProofSample.Answer(small);
        ProofTranscript claimed = ProofSample.Committed(
            ProofSample.Signed(_challenge), answered.Roots.ToArray(), answered.Openings.ToArray());
        ProofRejection.Openings rejection = ProofSample.Rejection<ProofRejection.Openings>(claimed);
        Assert.That(rejection.Expected - rejection.Bytes, Is.EqualTo(32 * _challenge.Openings), "one sibling less in each path");
    }

    [Test]
    public void Fewer_rounds()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        ProofTranscript shorter = ProofSample.Committed(honest.Challenge, honest.Roots[..32].ToArray(), honest.Openings.ToArray());
        ProofRejection.Rounds rejection = ProofSample.Rejection<ProofRejection.Rounds>(shorter);
        Assert.That((rejection.Asked, rejection.Bytes), Is.EqualTo((2u, 32)));
    }

    [Test]
    public void One_round_handed_in_for_all()
    {
        ProofTranscript transcript = ProofSample.Answer(_challenge, Cheats(_challenge).RepeatsOneRound());
        ProofRejection.Leaf rejection = ProofSample.Rejection<ProofRejection.Leaf>(transcript);
        Assert.That(rejection.Where, Does.EndWith("of round 2"));
    }

    [Test]
    public void Only_what_is_asked_for_computed_after_the_draw()
    {
        // The laziest node: a root of nothing, then the right leaves with made-up siblings.
        Random random = ProofSample.SeededRandom();
        SignedChallenge challenge = ProofSample.Signed(_challenge);
        GemmWork work = Cheats(_challenge).Honest;
        Hash32[] roots = [random.NextHash(), random.NextHash()];
        Hash32[] seeds = [work.FirstSeed, ProofHash.NextSeed(work.FirstSeed, roots[0])];
        byte[] all = [.. roots[0].ToArray(), .. roots[1].ToArray()];
        byte[] openings = new byte[_challenge.Openings * 32 * (1 + work.Depth)];
        random.NextBytes(openings);
        foreach ((int i, ProofDraw draw) in ProofHash.Draws(work, ProofSample.Secret, ProofHash.Commit(all), _challenge.Openings).Index())
        {
            work.Leaf(seeds[draw.Round - 1], draw.Round, draw.Position).CopyTo(openings.AsSpan(i * 32 * (1 + work.Depth)));
        }

        ProofRejection.Path rejection = ProofSample.Rejection<ProofRejection.Path>(ProofSample.Committed(challenge, all, openings));
        Assert.That(rejection.Wrong, Is.EqualTo(_challenge.Openings));
    }

    [Test]
    public void A_forged_path_under_a_right_leaf()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        byte[] openings = honest.Openings.ToArray();
        openings[^1] ^= 1;
        ProofRejection.Path rejection = ProofSample.Rejection<ProofRejection.Path>(honest with { Openings = openings });
        Assert.That((rejection.Wrong, rejection.Reached), Is.EqualTo((1, rejection.Reached)));
        Assert.That(rejection.Reached, Is.Not.EqualTo(rejection.Root));
    }

    [Test]
    public void Openings_in_another_order()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        int width = honest.Openings.Length / (int)_challenge.Openings;
        byte[] turned = [.. honest.Openings[width..].ToArray(), .. honest.Openings[..width].ToArray()];
        ProofSample.Rejection<ProofRejection.Leaf>(honest with { Openings = turned });
    }

    [Test]
    public void Roots_that_are_not_the_committed_ones()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        byte[] roots = honest.Roots.ToArray();
        roots[40] ^= 1;
        ProofRejection.Commit rejection = ProofSample.Rejection<ProofRejection.Commit>(honest with { Roots = roots });
        Assert.That(rejection.Committed, Is.EqualTo(honest.Commitment.Message.Commit));
    }

    [Test]
    public void A_secret_of_the_nodes_own_that_draws_what_it_computed()
    {
        ProofTranscript honest = ProofSample.Answer(_challenge);
        ProofTranscript chosen = honest with { Challenge = honest.Challenge with { Secret = Hash32.Sha256("mine"u8) } };
        ProofRejection.Secret rejection = ProofSample.Rejection<ProofRejection.Secret>(chosen);
        Assert.That(rejection.Promised, Is.EqualTo(_challenge.SecretDigest));
    }

    private static GemmCheats Cheats(GemmChallenge challenge) => new(challenge, challenge.Digest(ProofSample.Domain));
}
