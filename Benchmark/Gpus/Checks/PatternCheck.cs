using System.Runtime.InteropServices;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>
/// Whether a GPU has the memory that it reports: all that is free is taken and filled with words that know their own index, and only when
/// all are written are they read again. Where two addresses are one place, the later word is found at both. So much is written in between
/// that no cache hides it.
/// </summary>
internal sealed class PatternCheck(GpuContext gpu, uint seed)
{
    private const long LargestChunk = 1L << 30;
    private const long SmallestChunk = 16L << 20;

    /// <summary>Left to the driver and to whatever else is on the GPU.</summary>
    private const long Reserve = 256L << 20;

    private const uint BlocksOfMultiprocessor = 4;
    private const int WordBytes = 16;
    private const uint Straight = 0;

    private readonly List<DeviceBuffer> _chunks = [];
    private readonly uint _blocks = (uint)gpu.Multiprocessors * BlocksOfMultiprocessor;

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
        using DeviceBuffer wrong = gpu.Allocate(sizeof(ulong)), first = gpu.Allocate(sizeof(ulong));
        GpuKernel fill = gpu.Kernel("pattern_fill"), check = gpu.Kernel("pattern_check");
        long taken = 0;
        foreach (DeviceBuffer chunk in _chunks)
        {
            fill.Blocks(stream, _blocks, chunk, Words(taken), Words(chunk.Bytes), seed, Straight);
            taken += chunk.Bytes;
        }

        stream.Fill(wrong, 0);
        stream.Fill(first, byte.MaxValue);
        long at = 0;
        foreach (DeviceBuffer chunk in _chunks)
        {
            check.Blocks(stream, _blocks, chunk, Words(at), Words(chunk.Bytes), seed, Straight, wrong, first);
            at += chunk.Bytes;
        }

        return new Result(taken, Read(stream, wrong), Read(stream, first));
    }

    private ulong Read(GpuStream stream, DeviceBuffer number)
    {
        using PinnedBuffer host = gpu.AllocatePinned(sizeof(ulong));
        stream.CopyFrom(number, 0, host, sizeof(ulong));
        stream.Synchronize();
        return MemoryMarshal.Read<ulong>(host.Bytes);
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

    private static ulong Words(long bytes) => (ulong)(bytes / WordBytes);

    /// <param name="Taken">Bytes that were written.</param>
    /// <param name="WrongBits">That held something else when they were read again.</param>
    /// <param name="First">The byte that the first word with one begins at.</param>
    public sealed record Result(long Taken, ulong WrongBits, ulong First);
}
