namespace DePin.Benchmark.Proof.Vram;

/// <summary>The memory that a walk goes through: held, or computed again where it is read.</summary>
internal interface IVramLines
{
    /// <param name="line">Which line.</param>
    /// <param name="words">Receives <see cref="LineChains.LineWords"/> integers.</param>
    void Read(ulong line, Span<uint> words);
}
