namespace DePin.Benchmark.Proof.Vram;

/// <summary>The memory filled, as an honest node has it.</summary>
internal sealed class HeldLines : IVramLines
{
    private readonly uint[] _words;

    private HeldLines(uint[] words) => _words = words;

    /// <param name="lines">What the memory holds.</param>
    /// <param name="count">How many lines.</param>
    public static HeldLines Fill(IVramLines lines, int count, CancellationToken token)
    {
        uint[] words = new uint[count * (long)LineChains.LineWords];
        for (int line = 0; line < count; line++)
        {
            token.ThrowIfCancellationRequested();
            lines.Read((ulong)line, words.AsSpan(line * LineChains.LineWords, LineChains.LineWords));
        }

        return new HeldLines(words);
    }

    public void Read(ulong line, Span<uint> words) =>
        _words.AsSpan((int)line * LineChains.LineWords, LineChains.LineWords).CopyTo(words);
}
