using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Launching;

/// <summary>Work for a GPU, done in the order in which it is queued. Nothing queued has happened before it is waited for.</summary>
internal sealed class GpuStream : IDisposable
{
    private readonly GpuContext _context;

    internal GpuStream(GpuContext context)
    {
        _context = context;
        Handle = context.Cuda.Work.CreateStream();
    }

    internal nint Handle { get; }

    /// <summary>Copies the beginning of this machine's memory.</summary>
    public void CopyTo(DeviceBuffer to, PinnedBuffer from, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Math.Min(to.Bytes, from.Length));
        _context.Cuda.Work.CopyTo(to.At(0).Value, from.Address, bytes, Handle);
    }

    /// <summary>Copies to the beginning of this machine's memory.</summary>
    /// <param name="offset">Where in the GPU's.</param>
    public void CopyFrom(DeviceBuffer from, long offset, PinnedBuffer to, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Math.Min(from.Bytes - offset, to.Length));
        _context.Cuda.Work.CopyFrom(from.At(offset).Value, to.Address, bytes, Handle);
    }

    /// <summary>Copies all of a buffer to one on another GPU, which has room for it; the stream is of the one copied from.</summary>
    public void CopyPeer(GpuContext other, DeviceBuffer to, DeviceBuffer from)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Bytes, to.Bytes);
        _context.Cuda.Work.CopyPeer(to.At(0).Value, other.Handle, from.At(0).Value, _context.Handle, from.Bytes, Handle);
    }

    /// <summary>Sets every byte.</summary>
    public void Fill(DeviceBuffer buffer, byte value) => _context.Cuda.Work.Fill(buffer.At(0).Value, value, buffer.Bytes, Handle);

    public void Record(GpuEvent mark) => _context.Cuda.Work.Record(mark.Handle, Handle);

    /// <exception cref="CudaException">Something that was queued failed.</exception>
    public void Synchronize() => _context.Cuda.Work.Synchronize(Handle);

    public void Dispose() => GpuContext.GiveBack(() => _context.Cuda.Work.DestroyStream(Handle));
}
