using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>The work of one challenge: how it begins, what its leaves are, and which of them are drawn.</summary>
internal interface IProofWork
{
    /// <summary>A round has 2^Depth leaves.</summary>
    int Depth { get; }

    /// <summary>Seed of round 1.</summary>
    Hash32 FirstSeed { get; }

    /// <summary>Words of the draw's stream that one draw takes.</summary>
    int DrawWords { get; }

    /// <summary>What <see cref="DrawWords"/> words draw.</summary>
    ProofDraw Draw(ReadOnlySpan<uint> words);

    /// <summary>Computes one leaf. Not for two threads at once: it works in the object's own memory.</summary>
    /// <param name="seed">Seed of the round.</param>
    /// <param name="round">From 1.</param>
    /// <param name="position">From 0, in the order of the tree.</param>
    Hash32 Leaf(Hash32 seed, uint round, uint position);

    /// <summary>The leaf in words, e.g. <c>tile (3, 14)</c>.</summary>
    string Name(uint position);
}
