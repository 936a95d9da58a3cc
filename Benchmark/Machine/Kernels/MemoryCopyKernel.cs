using System.Numerics;
using System.Runtime.CompilerServices;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>a = b with stores that go past the caches, so that what is counted is what the memory really moved.</summary>
internal sealed class MemoryCopyKernel : IKernel
{
    private readonly NativeBuffer _from;
    private readonly NativeBuffer _to;
    private readonly int _parts;
    private int _part;
    private int _copied;

    /// <param name="bytes">For both arrays together.</param>
    public MemoryCopyKernel(long bytes)
    {
        _from = MemoryParts.Allocate(bytes / 2);
        _to = MemoryParts.Allocate(bytes / 2);
        _parts = _from.Length / MemoryParts.PartBytes;
        for (int part = 0; part < _parts; part++)
        {
            MemoryParts.FillRandom(MemoryParts.Part<long>(_from, part));
            MemoryParts.Part<byte>(_to, part).Fill(0xFF);
        }
    }

    public long Step()
    {
        Copy(MemoryParts.Part<float>(_from, _part), MemoryParts.Part<float>(_to, _part));
        _copied = Math.Max(_copied, _part + 1);
        _part = (_part + 1) % _parts;
        return 2L * MemoryParts.PartBytes;
    }

    public void Verify()
    {
        int length = _copied * MemoryParts.PartBytes;
        if (!_from.Bytes[..length].SequenceEqual(_to.Bytes[..length]))
        {
            throw new WrongResultException("a copy in memory differs from its original");
        }
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    // SAFETY: both parts have the same length, a multiple of four vectors, and are aligned to 2 MiB.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Copy(Span<float> from, Span<float> to)
    {
        fixed (float* source = from, target = to)
        {
            int width = Vector<float>.Count;
            for (int i = 0; i < from.Length; i += 4 * width)
            {
                Vector<float> a = Vector.LoadAligned(source + i);
                Vector<float> b = Vector.LoadAligned(source + i + width);
                Vector<float> c = Vector.LoadAligned(source + i + (2 * width));
                Vector<float> d = Vector.LoadAligned(source + i + (3 * width));
                a.StoreAlignedNonTemporal(target + i);
                b.StoreAlignedNonTemporal(target + i + width);
                c.StoreAlignedNonTemporal(target + i + (2 * width));
                d.StoreAlignedNonTemporal(target + i + (3 * width));
            }
        }
    }
}
