using System.Numerics;
using System.Runtime.CompilerServices;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>Reads random data and folds it with XOR; each part's fold is known from when it was written and compared each time.</summary>
internal sealed class MemoryReadKernel : IKernel
{
    private readonly NativeBuffer _source;
    private readonly long[] _folds;
    private int _part;

    public MemoryReadKernel(long bytes)
    {
        _source = MemoryParts.Allocate(bytes);
        _folds = new long[_source.Length / MemoryParts.PartBytes];
        for (int part = 0; part < _folds.Length; part++)
        {
            Span<long> words = MemoryParts.Part<long>(_source, part);
            MemoryParts.FillRandom(words);
            foreach (long word in words)
            {
                _folds[part] ^= word;
            }
        }
    }

    public long Step()
    {
        int part = _part;
        _part = (_part + 1) % _folds.Length;
        if (Fold(MemoryParts.Part<long>(_source, part)) != _folds[part])
        {
            throw new WrongResultException("memory gave back other bytes than were written to it");
        }

        return MemoryParts.PartBytes;
    }

    public void Verify()
    {
        // Each step has been compared already.
    }

    public void Dispose() => _source.Dispose();

    // SAFETY: the part's length is a multiple of four vectors, and the loads stay within it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe long Fold(Span<long> words)
    {
        Vector<long> a = default, b = default, c = default, d = default;

        fixed (long* start = words)
        {
            int width = Vector<long>.Count;
            for (long* at = start; at < start + words.Length; at += 4 * width)
            {
                a ^= Vector.LoadAligned(at);
                b ^= Vector.LoadAligned(at + width);
                c ^= Vector.LoadAligned(at + (2 * width));
                d ^= Vector.LoadAligned(at + (3 * width));
            }
        }

        Vector<long> folded = a ^ b ^ c ^ d;
        long result = 0;
        for (int lane = 0; lane < Vector<long>.Count; lane++)
        {
            result ^= folded[lane];
        }

        return result;
    }
}
