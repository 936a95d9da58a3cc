namespace DePin.Benchmark.Gpus.Launching;

/// <summary>Page-locked memory of this machine's: a GPU copies from and to it at its link's full speed, beside other work.</summary>
// SAFETY: the span is of the driver's allocation of exactly so many bytes, which lasts until Dispose.
internal sealed unsafe class PinnedBuffer : IDisposable
{
    private readonly GpuContext _context;

    internal PinnedBuffer(GpuContext context, int bytes)
    {
        (_context, Length) = (context, bytes);
        Address = context.Cuda.AllocateHost(bytes);
    }

    public int Length { get; }

    /// <summary>What is there; not while a copy that was queued may still be under way.</summary>
    public Span<byte> Bytes => new((void*)Address, Length);

    internal nint Address { get; }

    public void Dispose() => GpuContext.GiveBack(() => _context.Cuda.FreeHost(Address));
}
