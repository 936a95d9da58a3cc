using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>
/// Computes a proof's rounds, on one device or another: the level of a round's tree that is kept, and what is below it again.
/// </summary>
internal interface IProofRounds
{
    /// <summary>A group, of which the root alone is kept, has 2^GroupDepth leaves; 4 at least.</summary>
    int GroupDepth { get; }

    /// <summary>Computes a whole round.</summary>
    /// <param name="seed">The round's.</param>
    /// <param name="round">From 1.</param>
    /// <returns>The root of each group, in order.</returns>
    Hash32[] Groups(Hash32 seed, uint round, CancellationToken token);

    /// <summary>Computes the leaves of one group again.</summary>
    Hash32[] Leaves(Hash32 seed, uint round, uint group);
}
