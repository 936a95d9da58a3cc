using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof.Vram;

/// <summary>Computes a line of PoG-VRAM's memory: four words, each at the end of its own chain of ChaCha20 blocks, side by side.</summary>
internal static class LineChains
{
    public const int LineBytes = 128;

    /// <summary>A line as 32-bit integers.</summary>
    public const int LineWords = LineBytes / sizeof(uint);

    private const int DoubleRounds = 10;

    /// <param name="key">The memory's key: <see cref="ChaCha.KeyWords"/> integers.</param>
    /// <param name="line">Which line.</param>
    /// <param name="work">Blocks of each chain.</param>
    /// <param name="words">Receives <see cref="LineWords"/> integers.</param>
    public static void Compute(ReadOnlySpan<uint> key, ulong line, uint work, Span<uint> words)
    {
        Span<Vector128<uint>> state = stackalloc Vector128<uint>[ChaCha.KeyWords];
        for (int i = 0; i < ChaCha.KeyWords; i++)
        {
            state[i] = Vector128.Create(key[i]);
        }

        // The four words' indices differ in their lowest two bits only.
        ulong first = line * (ulong)Vector128<uint>.Count;
        Vector128<uint> low = Vector128.Create((uint)first) + Vector128<uint>.Indices, high = Vector128.Create((uint)(first >> 32));
        Step(state, low, high);
        for (uint j = 1; j < work; j++)
        {
            Step(state, Vector128.Create(j), Vector128<uint>.Zero);
        }

        for (int i = 0; i < LineWords; i++)
        {
            words[i] = state[i % ChaCha.KeyWords][i / ChaCha.KeyWords];
        }
    }

    /// <summary>Replaces each chain's key by the first half of its block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step(Span<Vector128<uint>> key, Vector128<uint> low, Vector128<uint> high)
    {
        key = key[..ChaCha.KeyWords];
        ReadOnlySpan<uint> constants = ChaCha.Constants;
        Vector128<uint> x0 = Vector128.Create(constants[0]), x1 = Vector128.Create(constants[1]);
        Vector128<uint> x2 = Vector128.Create(constants[2]), x3 = Vector128.Create(constants[3]);
        Vector128<uint> x4 = key[0], x5 = key[1], x6 = key[2], x7 = key[3], x8 = key[4], x9 = key[5], x10 = key[6], x11 = key[7];
        Vector128<uint> x12 = low, x13 = high, x14 = Vector128<uint>.Zero, x15 = Vector128<uint>.Zero;
        for (int i = 0; i < DoubleRounds; i++)
        {
            QuarterRound(ref x0, ref x4, ref x8, ref x12);
            QuarterRound(ref x1, ref x5, ref x9, ref x13);
            QuarterRound(ref x2, ref x6, ref x10, ref x14);
            QuarterRound(ref x3, ref x7, ref x11, ref x15);
            QuarterRound(ref x0, ref x5, ref x10, ref x15);
            QuarterRound(ref x1, ref x6, ref x11, ref x12);
            QuarterRound(ref x2, ref x7, ref x8, ref x13);
            QuarterRound(ref x3, ref x4, ref x9, ref x14);
        }

        Vector128<uint> next4 = x4 + key[0], next5 = x5 + key[1], next6 = x6 + key[2], next7 = x7 + key[3];
        key[0] = x0 + Vector128.Create(constants[0]);
        key[1] = x1 + Vector128.Create(constants[1]);
        key[2] = x2 + Vector128.Create(constants[2]);
        key[3] = x3 + Vector128.Create(constants[3]);
        (key[4], key[5], key[6], key[7]) = (next4, next5, next6, next7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRound(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        a += b;
        d ^= a;
        d = (d << 16) | (d >>> 16);
        c += d;
        b ^= c;
        b = (b << 12) | (b >>> 20);
        a += b;
        d ^= a;
        d = (d << 8) | (d >>> 24);
        c += d;
        b ^= c;
        b = (b << 7) | (b >>> 25);
    }
}
