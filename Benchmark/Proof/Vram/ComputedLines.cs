using DePin.Attestation;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof.Vram;

/// <summary>Holds nothing: what a verifier reads, few lines as it needs.</summary>
internal sealed class ComputedLines : IVramLines
{
    private readonly uint[] _key = new uint[ChaCha.KeyWords];
    private readonly uint _work;

    public ComputedLines(Hash32 memoryKey, uint work)
    {
        ChaCha.Key(memoryKey, _key);
        _work = work;
    }

    public void Read(ulong line, Span<uint> words) => LineChains.Compute(_key, line, _work, words);
}
