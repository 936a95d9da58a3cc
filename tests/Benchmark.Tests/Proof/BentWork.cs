using DePin.Attestation;
using DePin.Benchmark.Proof;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>An honest node's work in everything but its leaves.</summary>
internal sealed class BentWork(IProofWork honest, Func<Hash32, uint, uint, Hash32> leaf) : IProofWork
{
    public int Depth => honest.Depth;

    public Hash32 FirstSeed => honest.FirstSeed;

    public int DrawWords => honest.DrawWords;

    public ProofDraw Draw(ReadOnlySpan<uint> words) => honest.Draw(words);

    public Hash32 Leaf(Hash32 seed, uint round, uint position) => leaf(seed, round, position);

    public string Name(uint position) => honest.Name(position);
}
