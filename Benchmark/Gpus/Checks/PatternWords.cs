using System.Runtime.InteropServices;
using DePin.Benchmark.Gpus.Launching;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>
/// Words that know their place: memory is filled with them, and whatever came from there, by whatever way, is checked on the GPU, every bit
/// of it. A word is a mix of its index and a seed, as <c>memory.cu</c> says, so that it cannot be compressed either.
/// </summary>
internal sealed class PatternWords : IDisposable
{
    private const int WordBytes = 16;
    private const uint BlocksOfMultiprocessor = 4;

    private readonly GpuContext _gpu;
    private readonly GpuStream _stream;
    private readonly uint _seed;
    private readonly uint _blocks;
    private readonly DeviceBuffer _wrong;
    private readonly DeviceBuffer _first;
    private readonly GpuKernel _fill;
    private readonly GpuKernel _check;

    public PatternWords(GpuContext gpu, GpuStream stream, uint seed)
    {
        (_gpu, _stream, _seed) = (gpu, stream, seed);
        _blocks = (uint)gpu.Multiprocessors * BlocksOfMultiprocessor;
        (_fill, _check) = (gpu.Kernel("pattern_fill"), gpu.Kernel("pattern_check"));
        _wrong = gpu.Allocate(sizeof(ulong));
        _first = gpu.Allocate(sizeof(ulong));
        Reset();
    }

    /// <summary>Queues the filling of a buffer.</summary>
    /// <param name="at">The index that its first byte has, in bytes: several buffers may be one whole.</param>
    public void Fill(DeviceBuffer buffer, long at, bool inverse) =>
        _fill.Blocks(_stream, _blocks, buffer, Words(at), Words(buffer.Bytes), _seed, Flip(inverse));

    /// <summary>Queues the reading of a buffer that should hold what <see cref="Fill"/> writes.</summary>
    public void Check(DeviceBuffer buffer, long at, bool inverse) =>
        _check.Blocks(_stream, _blocks, buffer, Words(at), Words(buffer.Bytes), _seed, Flip(inverse), _wrong, _first);

    /// <summary>Waits, and begins to count anew.</summary>
    /// <returns>Bits that were others since the last time, and the byte that the first word with one begins at.</returns>
    public (ulong WrongBits, ulong First) Conclude()
    {
        (ulong, ulong) seen = (Read(_wrong), Read(_first));
        Reset();
        return seen;
    }

    /// <summary>Four bytes of the pattern.</summary>
    public static uint Word(ulong index, uint seed)
    {
        uint x = ((uint)index * 0x9e3779b1u) ^ ((uint)(index >> 32) * 0x85ebca77u) ^ seed;
        x = (x ^ (x >> 16)) * 0x7feb352du;
        x = (x ^ (x >> 15)) * 0x846ca68bu;
        return x ^ (x >> 16);
    }

    public void Dispose()
    {
        _wrong.Dispose();
        _first.Dispose();
    }

    private void Reset()
    {
        _stream.Fill(_wrong, 0);
        _stream.Fill(_first, byte.MaxValue);
    }

    private ulong Read(DeviceBuffer number)
    {
        using PinnedBuffer host = _gpu.AllocatePinned(sizeof(ulong));
        _stream.CopyFrom(number, 0, host, sizeof(ulong));
        _stream.Synchronize();
        return MemoryMarshal.Read<ulong>(host.Bytes);
    }

    private static ulong Words(long bytes) => (ulong)(bytes / WordBytes);

    private static uint Flip(bool inverse) => inverse ? uint.MaxValue : 0;
}
