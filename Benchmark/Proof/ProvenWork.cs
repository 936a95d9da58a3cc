using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Work that is done: what to commit to, and how to open it.</summary>
public sealed class ProvenWork
{
    private readonly IProofWork _work;
    private readonly List<Hash32> _seeds = [];
    private readonly List<RoundTree> _rounds = [];

    /// <summary>Does the work of all rounds.</summary>
    internal ProvenWork(IProofWork work, uint rounds, IProgress<ProofProgress> progress, CancellationToken token)
    {
        _work = work;
        byte[] roots = new byte[rounds * Hash32.Size];
        Hash32 seed = work.FirstSeed;
        for (uint round = 1; round <= rounds; round++)
        {
            RoundTree tree = new(Groups(seed, round, token));
            tree.Root.CopyTo(roots.AsSpan((int)(round - 1) * Hash32.Size));
            _seeds.Add(seed);
            _rounds.Add(tree);
            seed = ProofHash.NextSeed(seed, tree.Root);
            progress.Report(new ProofProgress(round, rounds));
        }

        Roots = roots;
        Commit = ProofHash.Commit(roots);
    }

    /// <summary>The root of each round, 32 bytes each.</summary>
    public ReadOnlyMemory<byte> Roots { get; }

    public Hash32 Commit { get; }

    /// <summary>Opens what the secret draws: a leaf and its siblings for each draw.</summary>
    public byte[] Open(Hash32 secret, uint openings)
    {
        int width = (1 + _work.Depth) * Hash32.Size;
        byte[] opened = new byte[openings * width];
        foreach ((int i, ProofDraw draw) in ProofHash.Draws(_work, secret, Commit, openings).Index())
        {
            int round = (int)draw.Round - 1;
            Hash32[] leaves = Group(_seeds[round], draw.Round, draw.Position / RoundTree.GroupSize);
            _rounds[round].Open(draw.Position, leaves, opened.AsSpan(i * width, width));
        }

        return opened;
    }

    /// <summary>What a round is: this, and <see cref="Group"/>, are what another device computes in its own way.</summary>
    private Hash32[] Groups(Hash32 seed, uint round, CancellationToken token)
    {
        Hash32[] groups = new Hash32[(1u << _work.Depth) / RoundTree.GroupSize];
        for (uint group = 0; group < groups.Length; group++)
        {
            token.ThrowIfCancellationRequested();
            groups[group] = RoundTree.GroupRoot(Group(seed, round, group));
        }

        return groups;
    }

    private Hash32[] Group(Hash32 seed, uint round, uint group)
    {
        Hash32[] leaves = new Hash32[RoundTree.GroupSize];
        for (uint i = 0; i < leaves.Length; i++)
        {
            leaves[i] = _work.Leaf(seed, round, (group * RoundTree.GroupSize) + i);
        }

        return leaves;
    }
}
