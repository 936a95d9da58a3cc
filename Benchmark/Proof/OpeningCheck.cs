using DePin.Attestation;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Proof;

/// <summary>Recomputes every drawn leaf and walks its path: the part of a verification that takes time.</summary>
/// <remarks>It goes on after the first that is wrong: how many are tells how much of the work was not done.</remarks>
internal static class OpeningCheck
{
    public static ProofRejection? Run(ProofTranscript transcript, IProofWork work)
    {
        uint count = transcript.Challenge.Message.Openings;
        ReadOnlySpan<byte> roots = transcript.Roots.Span, openings = transcript.Openings.Span;
        Hash32[] seeds = Seeds(work.FirstSeed, roots);
        ProofDraw[] draws = ProofHash.Draws(work, transcript.Challenge.Secret!.Value, transcript.Commitment.Message.Commit, count);
        int width = (1 + work.Depth) * Hash32.Size;
        ProofRejection.Leaf? leaf = null;
        ProofRejection.Path? path = null;
        for (int i = 0; i < draws.Length; i++)
        {
            (uint round, uint position) = (draws[i].Round, draws[i].Position);
            ReadOnlySpan<byte> opening = openings.Slice(i * width, width);
            Hash32 opened = new(opening[..Hash32.Size]);
            Hash32 computed = work.Leaf(seeds[round - 1], round, position);
            if (opened != computed)
            {
                leaf = leaf is null
                    ? new ProofRejection.Leaf($"{work.Name(position)} of round {round}", opened, computed, 1, count)
                    : leaf with { Wrong = leaf.Wrong + 1 };
            }

            Hash32 root = RootOf(roots, round), reached = ProofHash.Climb(opened, position, opening[Hash32.Size..]);
            if (reached != root)
            {
                path = path is null
                    ? new ProofRejection.Path($"{work.Name(position)} of round {round}", root, reached, 1, count)
                    : path with { Wrong = path.Wrong + 1 };
            }
        }

        return (ProofRejection?)leaf ?? path;
    }

    private static Hash32[] Seeds(Hash32 first, ReadOnlySpan<byte> roots)
    {
        Hash32[] seeds = new Hash32[roots.Length / Hash32.Size];
        seeds[0] = first;
        for (int i = 1; i < seeds.Length; i++)
        {
            seeds[i] = ProofHash.NextSeed(seeds[i - 1], RootOf(roots, (uint)i));
        }

        return seeds;
    }

    private static Hash32 RootOf(ReadOnlySpan<byte> roots, uint round) => new(roots.Slice((int)(round - 1) * Hash32.Size, Hash32.Size));
}
