using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DePin.Benchmark.Proof.Streams;

/// <summary>Eight blocks of ChaCha8 at once: lane <c>b</c> of vector <c>i</c> is word <c>i</c> of block <c>counter + b</c>.</summary>
/// <remarks>
/// The blocks stay interleaved, because who sums products over two rows does not mind an order that both rows share.
/// </remarks>
internal static class ChaCha8Wide
{
    /// <summary>Blocks of one call.</summary>
    public const int Blocks = 8;

    public static bool IsSupported => Avx2.IsSupported;

    private static readonly Vector256<byte> Left16 = Vector256.Create(
        (byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);

    private static readonly Vector256<byte> Left8 = Vector256.Create(
        (byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);

    /// <summary>Fills <paramref name="blocks"/>, <see cref="ChaCha.Words"/> vectors.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<uint> key, ulong counter, Span<Vector256<uint>> blocks)
    {
        ReadOnlySpan<uint> constants = ChaCha.Constants;
        Vector256<uint> x0 = Vector256.Create(constants[0]), x1 = Vector256.Create(constants[1]);
        Vector256<uint> x2 = Vector256.Create(constants[2]), x3 = Vector256.Create(constants[3]);
        Vector256<uint> x4 = Vector256.Create(key[0]), x5 = Vector256.Create(key[1]), x6 = Vector256.Create(key[2]);
        Vector256<uint> x7 = Vector256.Create(key[3]), x8 = Vector256.Create(key[4]), x9 = Vector256.Create(key[5]);
        Vector256<uint> x10 = Vector256.Create(key[6]), x11 = Vector256.Create(key[7]);
        (Vector256<uint> low, Vector256<uint> high) = Counters(counter);
        Vector256<uint> x12 = low, x13 = high, x14 = Vector256<uint>.Zero, x15 = Vector256<uint>.Zero;
        Vector256<byte> left16 = Left16, left8 = Left8;
        for (int i = 0; i < 4; i++)
        {
            QuarterRound(ref x0, ref x4, ref x8, ref x12, left16, left8);
            QuarterRound(ref x1, ref x5, ref x9, ref x13, left16, left8);
            QuarterRound(ref x2, ref x6, ref x10, ref x14, left16, left8);
            QuarterRound(ref x3, ref x7, ref x11, ref x15, left16, left8);
            QuarterRound(ref x0, ref x5, ref x10, ref x15, left16, left8);
            QuarterRound(ref x1, ref x6, ref x11, ref x12, left16, left8);
            QuarterRound(ref x2, ref x7, ref x8, ref x13, left16, left8);
            QuarterRound(ref x3, ref x4, ref x9, ref x14, left16, left8);
        }

        // One check of the length instead of sixteen.
        blocks = blocks[..ChaCha.Words];
        blocks[0] = x0 + Vector256.Create(constants[0]);
        blocks[1] = x1 + Vector256.Create(constants[1]);
        blocks[2] = x2 + Vector256.Create(constants[2]);
        blocks[3] = x3 + Vector256.Create(constants[3]);
        blocks[4] = x4 + Vector256.Create(key[0]);
        blocks[5] = x5 + Vector256.Create(key[1]);
        blocks[6] = x6 + Vector256.Create(key[2]);
        blocks[7] = x7 + Vector256.Create(key[3]);
        blocks[8] = x8 + Vector256.Create(key[4]);
        blocks[9] = x9 + Vector256.Create(key[5]);
        blocks[10] = x10 + Vector256.Create(key[6]);
        blocks[11] = x11 + Vector256.Create(key[7]);
        blocks[12] = x12 + low;
        blocks[13] = x13 + high;
        blocks[14] = x14;
        blocks[15] = x15;
    }

    /// <summary>Both halves of <paramref name="first"/> … <paramref name="first"/> + 7.</summary>
    private static (Vector256<uint> Low, Vector256<uint> High) Counters(ulong first)
    {
        Vector256<uint> low = Vector256.Create((uint)first) + Vector256<uint>.Indices;
        // A low half that is below the first one has wrapped: all ones, minus which is plus one.
        Vector256<uint> wrapped = Vector256.LessThan(low, Vector256.Create((uint)first));
        return (low, Vector256.Create((uint)(first >> 32)) - wrapped);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRound(
        ref Vector256<uint> a,
        ref Vector256<uint> b,
        ref Vector256<uint> c,
        ref Vector256<uint> d,
        Vector256<byte> left16,
        Vector256<byte> left8)
    {
        a += b;
        d = Avx2.Shuffle((d ^ a).AsByte(), left16).AsUInt32();
        c += d;
        b ^= c;
        b = (b << 12) | (b >>> 20);
        a += b;
        d = Avx2.Shuffle((d ^ a).AsByte(), left8).AsUInt32();
        c += d;
        b ^= c;
        b = (b << 7) | (b >>> 25);
    }
}
