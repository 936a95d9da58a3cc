using System.Numerics;
using System.Runtime.CompilerServices;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>STREAM's triad, a = b + s·c, in FP32 with stores that go past the caches.</summary>
internal sealed class MemoryTriadKernel : IKernel
{
    private const float Scale = 1.25f;

    private readonly NativeBuffer _a;
    private readonly NativeBuffer _b;
    private readonly NativeBuffer _c;
    private readonly int _parts;
    private int _part;
    private int _computed;

    /// <param name="bytes">For the three arrays together.</param>
    public MemoryTriadKernel(long bytes)
    {
        _a = MemoryParts.Allocate(bytes / 3);
        _b = MemoryParts.Allocate(bytes / 3);
        _c = MemoryParts.Allocate(bytes / 3);
        _parts = _a.Length / MemoryParts.PartBytes;
        for (int part = 0; part < _parts; part++)
        {
            MemoryParts.Part<byte>(_a, part).Fill(0xFF);
            MemoryParts.FillRandom(MemoryParts.Part<float>(_b, part));
            MemoryParts.FillRandom(MemoryParts.Part<float>(_c, part));
        }
    }

    public long Step()
    {
        Triad(MemoryParts.Part<float>(_a, _part), MemoryParts.Part<float>(_b, _part), MemoryParts.Part<float>(_c, _part));
        _computed = Math.Max(_computed, _part + 1);
        _part = (_part + 1) % _parts;
        return 3L * MemoryParts.PartBytes;
    }

    public void Verify()
    {
        int numbers = _computed * (MemoryParts.PartBytes / sizeof(float));
        Span<float> a = _a.As<float>()[..numbers], b = _b.As<float>(), c = _c.As<float>();

        // A prime stride touches every page and every position of a cache line without taking as long as the measurement.
        for (int i = 0; i < a.Length; i += 61)
        {
            if (a[i] != MathF.FusedMultiplyAdd(c[i], Scale, b[i]))
            {
                throw new WrongResultException($"a triad in memory gave {a[i]:R} for {b[i]:R} + {Scale} * {c[i]:R}");
            }
        }
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    // SAFETY: the three parts have the same length, a multiple of four vectors, and are aligned to 2 MiB.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Triad(Span<float> to, Span<float> from, Span<float> scaled)
    {
        fixed (float* a = to, b = from, c = scaled)
        {
            int width = Vector<float>.Count;
            Vector<float> scale = new(Scale);
            for (int i = 0; i < to.Length; i += 4 * width)
            {
                for (int lane = i; lane < i + (4 * width); lane += width)
                {
                    Vector<float> sum = Vector.FusedMultiplyAdd(Vector.LoadAligned(c + lane), scale, Vector.LoadAligned(b + lane));
                    sum.StoreAlignedNonTemporal(a + lane);
                }
            }
        }
    }
}
