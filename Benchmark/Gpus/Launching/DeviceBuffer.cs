namespace DePin.Benchmark.Gpus.Launching;

/// <summary>Memory of a GPU. What is in it at first is anything.</summary>
internal sealed class DeviceBuffer : IDisposable
{
    private readonly GpuContext _context;
    private readonly ulong _address;

    internal DeviceBuffer(GpuContext context, long bytes)
    {
        (_context, Bytes) = (context, bytes);
        _address = context.Cuda.Allocate(bytes);
    }

    public long Bytes { get; }

    /// <exception cref="ArgumentOutOfRangeException">It has not so many bytes.</exception>
    public DeviceAddress At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Bytes);
        return new DeviceAddress(_address + (ulong)offset);
    }

    /// <summary>In its own context, whichever was in use.</summary>
    public void Dispose() => GpuContext.GiveBack(() =>
    {
        _context.Use();
        _context.Cuda.Free(_address);
    });
}
