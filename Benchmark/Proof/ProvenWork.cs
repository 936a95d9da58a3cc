using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Work that is done: what to commit to, and how to open it.</summary>
public sealed class ProvenWork
{
    private readonly IProofWork _work;
    private readonly IProofRounds _rounds;
    private readonly List<Hash32> _seeds = [];
    private readonly List<RoundTree> _trees = [];

    /// <summary>Does the work of all rounds, on the processor.</summary>
    internal ProvenWork(IProofWork work, uint rounds, IProgress<ProofProgress> progress, CancellationToken token)
        : this(work, new CpuRounds(work), rounds, progress, token)
    {
    }

    /// <summary>Does the work of all rounds.</summary>
    /// <param name="work">What is drawn from it; its leaves are not asked for.</param>
    /// <param name="device">What computes the leaves, now and when they are opened.</param>
    internal ProvenWork(IProofWork work, IProofRounds device, uint rounds, IProgress<ProofProgress> progress, CancellationToken token)
    {
        (_work, _rounds) = (work, device);
        byte[] roots = new byte[rounds * Hash32.Size];
        Hash32 seed = work.FirstSeed;
        for (uint round = 1; round <= rounds; round++)
        {
            RoundTree tree = new(device.Groups(seed, round, token));
            tree.Root.CopyTo(roots.AsSpan((int)(round - 1) * Hash32.Size));
            _seeds.Add(seed);
            _trees.Add(tree);
            seed = ProofHash.NextSeed(seed, tree.Root);
            progress.Report(new ProofProgress(round, rounds));
        }

        Roots = roots;
        Commit = CommitTo(roots);
    }

    /// <summary>The root of each round, 32 bytes each.</summary>
    public ReadOnlyMemory<byte> Roots { get; }

    public Hash32 Commit { get; }

    /// <summary>What commits to the roots of all rounds, 32 bytes each.</summary>
    public static Hash32 CommitTo(ReadOnlySpan<byte> roots) => ProofHash.Commit(roots);

    /// <summary>
    /// Opens what the secret draws: a leaf and its siblings for each draw. Round by round, as a device may hold one at a time.
    /// </summary>
    public byte[] Open(Hash32 secret, uint openings)
    {
        int width = (1 + _work.Depth) * Hash32.Size;
        byte[] opened = new byte[openings * width];
        ProofDraw[] draws = ProofHash.Draws(_work, secret, Commit, openings);
        foreach ((int i, ProofDraw draw) in draws.Index().OrderBy(it => (it.Item.Round, it.Item.Position)))
        {
            int round = (int)draw.Round - 1;
            Hash32[] leaves = _rounds.Leaves(_seeds[round], draw.Round, draw.Position >> _rounds.GroupDepth);
            _trees[round].Open(draw.Position, leaves, opened.AsSpan(i * width, width));
        }

        return opened;
    }
}
