using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>
/// Whether a GPU has the memory that it reports: all that is free is taken and filled with words that know their own index, and only when
/// all are written are they read again. Where two addresses are one place, the later word is found at both. So much is written in between
/// that no cache hides it.
/// </summary>
/// <param name="inverse">Filled and read a second time, with every bit turned.</param>
internal sealed class PatternCheck(GpuContext gpu, uint seed, bool inverse)
{
    private const long LargestChunk = 1L << 30;
    private const long SmallestChunk = 16L << 20;

    /// <summary>Left to the driver and to whatever else is on the GPU.</summary>
    private const long Reserve = 256L << 20;

    private readonly List<DeviceBuffer> _chunks = [];

    /// <exception cref="CudaException">A call failed.</exception>
    public Result Run()
    {
        try
        {
            TakeAll();
            return _chunks.Count == 0 ? new Result(0, 0, 0) : Test();
        }
        finally
        {
            _chunks.ForEach(chunk => chunk.Dispose());
        }
    }

    private Result Test()
    {
        using GpuStream stream = gpu.CreateStream();
        using PatternWords words = new(gpu, stream, seed);
        long taken = _chunks.Sum(chunk => chunk.Bytes);
        foreach (bool turned in inverse ? new[] { false, true } : [false])
        {
            InOrder((chunk, at) => words.Fill(chunk, at, turned));
            InOrder((chunk, at) => words.Check(chunk, at, turned));
            (ulong wrong, ulong first) = words.Conclude();
            if (wrong > 0)
            {
                return new Result(taken, wrong, first);
            }
        }

        return new Result(taken, 0, 0);
    }

    private void InOrder(Action<DeviceBuffer, long> work)
    {
        long at = 0;
        foreach (DeviceBuffer chunk in _chunks)
        {
            work(chunk, at);
            at += chunk.Bytes;
        }
    }

    /// <summary>In chunks that get smaller where memory is not in one piece.</summary>
    private void TakeAll()
    {
        long free = gpu.FreeBytes();
        long wanted = free - Math.Min(Reserve, free / 8);
        for (long chunk = LargestChunk; chunk >= SmallestChunk && wanted >= SmallestChunk;)
        {
            if (chunk > wanted || !TryTake(chunk))
            {
                chunk /= 2;
                continue;
            }

            wanted -= chunk;
        }
    }

    private bool TryTake(long bytes)
    {
        try
        {
            _chunks.Add(gpu.Allocate(bytes));
            return true;
        }
        catch (CudaException full) when (full.Failure.Status == CudaException.OutOfMemory)
        {
            return false;
        }
    }

    /// <param name="Taken">Bytes that were written.</param>
    /// <param name="WrongBits">That held something else when they were read again.</param>
    /// <param name="First">The byte that the first word with one begins at.</param>
    public sealed record Result(long Taken, ulong WrongBits, ulong First);
}
