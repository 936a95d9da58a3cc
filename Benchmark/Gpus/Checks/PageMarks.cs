using System.Buffers.Binary;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>
/// Whether a GPU has the memory that it reports: all that is free is taken, each of its pages is given a mark of its own, and only when all
/// are written are they read again. Where two addresses are one place, the later mark is found at both. In between, so much is written
/// beside them that no cache holds a mark any more: a cache knows two addresses apart that are one place behind it.
/// </summary>
internal sealed class PageMarks(CudaLibrary cuda, ulong seed)
{
    /// <summary>The GPU's large page.</summary>
    public const long PageBytes = 2L << 20;

    private const int MarkBytes = 16;

    /// <summary>Pages whose second half is written to sweep the caches: 512 MiB, four times the largest that a GPU has.</summary>
    private const int SweptPages = 512;

    private const long LargestChunk = 1L << 30;
    private const long SmallestChunk = 16L << 20;

    /// <summary>Left to the driver and to whatever else is on the GPU.</summary>
    private const long Reserve = 256L << 20;

    private readonly List<(ulong Address, long Bytes)> _chunks = [];

    /// <returns>Bytes taken, and how many of their pages kept their mark.</returns>
    /// <exception cref="CudaException">A call failed.</exception>
    public (long Taken, long KeptPages, long Pages) Run()
    {
        TakeAll();
        ulong[] pages = [.. _chunks.SelectMany(chunk => Pages(chunk.Address, chunk.Bytes))];
        Span<byte> mark = stackalloc byte[MarkBytes], seen = stackalloc byte[MarkBytes];
        foreach (ulong page in pages)
        {
            Write(mark, page);
            cuda.CopyTo(page, mark);
        }

        foreach (ulong page in pages.Take(SweptPages))
        {
            cuda.Fill(page + (ulong)(PageBytes / 2), 0xa5, PageBytes / 2);
        }

        cuda.Synchronize();
        long kept = 0;
        foreach (ulong page in pages)
        {
            Write(mark, page);
            cuda.CopyFrom(page, seen);
            kept += seen.SequenceEqual(mark) ? 1 : 0;
        }

        foreach ((ulong address, _) in _chunks)
        {
            cuda.Free(address);
        }

        return (_chunks.Sum(chunk => chunk.Bytes), kept, pages.Length);
    }

    /// <summary>In chunks that get smaller where memory is not in one piece.</summary>
    private void TakeAll()
    {
        long free = cuda.MemoryInfo().Free;
        long wanted = free - Math.Min(Reserve, free / 8);
        for (long chunk = LargestChunk; chunk >= SmallestChunk && wanted >= SmallestChunk;)
        {
            if (chunk > wanted || Allocate(chunk) is not { } address)
            {
                chunk /= 2;
                continue;
            }

            _chunks.Add((address, chunk));
            wanted -= chunk;
        }
    }

    private ulong? Allocate(long bytes)
    {
        try
        {
            return cuda.Allocate(bytes);
        }
        catch (CudaException full) when (full.Failure.Status == GpuChecker.OutOfMemory)
        {
            return null;
        }
    }

    private static IEnumerable<ulong> Pages(ulong address, long bytes)
    {
        for (long at = 0; at + MarkBytes <= bytes; at += PageBytes)
        {
            yield return address + (ulong)at;
        }
    }

    /// <summary>Its address and that mixed with the seed, so that neither an old run's mark nor a page's neighbour passes for it.</summary>
    private void Write(Span<byte> mark, ulong page)
    {
        ulong mixed = unchecked((page ^ seed) * 0x9E3779B97F4A7C15UL);
        BinaryPrimitives.WriteUInt64LittleEndian(mark, page);
        BinaryPrimitives.WriteUInt64LittleEndian(mark[8..], mixed ^ (mixed >> 29));
    }
}
