using System.Numerics;
using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>
/// A round's Merkle tree from the roots of its groups upwards. A group's leaves are not kept: they are computed again when one is opened,
/// which is seldom.
/// </summary>
internal sealed class RoundTree
{
    private readonly Hash32[][] _levels;

    /// <param name="groups">Root of each group, in order; a power of two of them.</param>
    public RoundTree(Hash32[] groups)
    {
        List<Hash32[]> levels = [groups];
        while (levels[^1].Length > 1)
        {
            levels.Add(Parents(levels[^1]));
        }

        _levels = [.. levels];
    }

    public Hash32 Root => _levels[^1][0];

    /// <summary>Writes a leaf and its siblings, nearest first, 32 bytes each.</summary>
    /// <param name="leaves">All leaves of its group; a power of two of them.</param>
    public void Open(uint position, Hash32[] leaves, Span<byte> opening)
    {
        uint inGroup = position % (uint)leaves.Length;
        leaves[inGroup].CopyTo(opening);
        opening = opening[Hash32.Size..];
        opening = WriteSiblings(new RoundTree(leaves)._levels, inGroup, opening);
        WriteSiblings(_levels, position >> BitOperations.Log2((uint)leaves.Length), opening);
    }

    private static Span<byte> WriteSiblings(Hash32[][] levels, uint position, Span<byte> to)
    {
        foreach (Hash32[] level in levels.AsSpan(..^1))
        {
            level[position ^ 1].CopyTo(to);
            to = to[Hash32.Size..];
            position >>= 1;
        }

        return to;
    }

    private static Hash32[] Parents(Hash32[] level)
    {
        Hash32[] parents = new Hash32[level.Length / 2];
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = ProofHash.Node(level[2 * i], level[(2 * i) + 1]);
        }

        return parents;
    }
}
