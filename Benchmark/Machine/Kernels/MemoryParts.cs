using System.Runtime.InteropServices;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>
/// The memory kernels walk their arrays in parts of this size: small enough to look at the clock often, far larger than its cost.
/// </summary>
internal static class MemoryParts
{
    public const int PartBytes = 4 * 1024 * 1024;

    /// <summary>Whole parts, at least one, at most <paramref name="bytes"/> and 1 GiB.</summary>
    public static NativeBuffer Allocate(long bytes) =>
        new((int)Math.Clamp(bytes / PartBytes, 1, (1 << 30) / PartBytes) * PartBytes);

    public static Span<T> Part<T>(NativeBuffer buffer, int part)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(buffer.Bytes.Slice(part * PartBytes, PartBytes));

    public static void FillRandom(Span<long> words) => Random.Shared.NextBytes(MemoryMarshal.AsBytes(words));

    /// <summary>Fills with random numbers in [1, 2): random mantissas without infinities, not-a-numbers or subnormals.</summary>
    public static void FillRandom(Span<float> numbers)
    {
        Random.Shared.NextBytes(MemoryMarshal.AsBytes(numbers));
        foreach (ref uint bits in MemoryMarshal.Cast<float, uint>(numbers))
        {
            bits = (bits & 0x007F_FFFF) | 0x3F80_0000;
        }
    }
}
