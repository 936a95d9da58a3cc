namespace DePin.Attestation.Merkle;

/// <summary>
/// A Merkle tree as OpenZeppelin's StandardMerkleTree builds it and its <c>MerkleProof.sol</c> verifies it: leaves sorted, pairs sorted
/// before they
/// are hashed, a complete binary tree. The order in which leaves are given does not matter.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>A longer proof is refused: no tree has 2^64 leaves.</summary>
    public const int MaxProofLength = 64;

    /// <summary>
    /// Node i has the children 2i + 1 and 2i + 2; the root is node 0; the last <see cref="Count"/> nodes are the leaves, descending.
    /// </summary>
    private readonly Hash32[] _nodes;
    private readonly Dictionary<Hash32, int> _positions = [];

    private MerkleTree(Hash32[] nodes, int count)
    {
        _nodes = nodes;
        Count = count;
        for (int i = nodes.Length - count; i < nodes.Length; i++)
        {
            _positions[nodes[i]] = i;
        }
    }

    public Hash32 Root => _nodes[0];

    /// <summary>Number of leaves.</summary>
    public int Count { get; }

    /// <exception cref="ArgumentException">There is no leaf: an empty tree has no root.</exception>
    public static MerkleTree Of(IEnumerable<Hash32> leaves)
    {
        Hash32[] sorted = [.. leaves];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("a Merkle tree needs a leaf", nameof(leaves));
        }

        Array.Sort(sorted, Hash32.Compare);
        Hash32[] nodes = new Hash32[(2 * sorted.Length) - 1];
        for (int i = 0; i < sorted.Length; i++)
        {
            nodes[nodes.Length - 1 - i] = sorted[i];
        }

        for (int i = nodes.Length - 1 - sorted.Length; i >= 0; i--)
        {
            nodes[i] = Parent(nodes[(2 * i) + 1], nodes[(2 * i) + 2]);
        }

        return new MerkleTree(nodes, sorted.Length);
    }

    /// <summary>True when this leaf, with the siblings on its way up, gives <paramref name="root"/>.</summary>
    public static bool Verify(Hash32 root, Hash32 leaf, IReadOnlyList<Hash32> proof) =>
        proof.Count <= MaxProofLength && proof.Aggregate(leaf, Parent) == root;

    /// <summary>The siblings of <paramref name="leaf"/> on its way to the root, nearest first; empty when it is the only leaf.</summary>
    /// <exception cref="ArgumentException">The tree has no such leaf.</exception>
    public IReadOnlyList<Hash32> Proof(Hash32 leaf)
    {
        if (!_positions.TryGetValue(leaf, out int position))
        {
            throw new ArgumentException($"the tree has no leaf {leaf}", nameof(leaf));
        }

        List<Hash32> siblings = [];
        for (; position > 0; position = (position - 1) / 2)
        {
            // An odd position is a left child: its sibling is next to it on the right.
            siblings.Add(_nodes[position % 2 == 1 ? position + 1 : position - 1]);
        }

        return siblings;
    }

    private static Hash32 Parent(Hash32 left, Hash32 right)
    {
        (Hash32 first, Hash32 second) = Hash32.Compare(left, right) <= 0 ? (left, right) : (right, left);
        Span<byte> pair = stackalloc byte[2 * Hash32.Size];
        first.CopyTo(pair);
        second.CopyTo(pair[Hash32.Size..]);
        return Keccak256.Hash(pair);
    }
}
