using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Rounds on one processor core, leaf by leaf. A group costs little to compute again: the tiles of a 64 × 64 block.</summary>
internal sealed class CpuRounds(IProofWork work) : IProofRounds
{
    public int GroupDepth => 4;

    public Hash32[] Groups(Hash32 seed, uint round, CancellationToken token)
    {
        Hash32[] groups = new Hash32[1u << (work.Depth - GroupDepth)];
        for (uint group = 0; group < groups.Length; group++)
        {
            token.ThrowIfCancellationRequested();
            groups[group] = new RoundTree(Leaves(seed, round, group)).Root;
        }

        return groups;
    }

    public Hash32[] Leaves(Hash32 seed, uint round, uint group)
    {
        Hash32[] leaves = new Hash32[1u << GroupDepth];
        for (uint i = 0; i < leaves.Length; i++)
        {
            leaves[i] = work.Leaf(seed, round, (group << GroupDepth) + i);
        }

        return leaves;
    }
}
