namespace DePin.Benchmark.Gpus.Launching;

/// <summary>A moment between two pieces of a stream's work, by the GPU's clock.</summary>
internal sealed class GpuEvent : IDisposable
{
    private readonly GpuContext _context;

    internal GpuEvent(GpuContext context)
    {
        _context = context;
        Handle = context.Cuda.Work.CreateEvent();
    }

    internal nint Handle { get; }

    /// <summary>How long after another one it happened; both have, once their stream was waited for.</summary>
    public TimeSpan Since(GpuEvent start) => TimeSpan.FromMilliseconds(_context.Cuda.Work.Elapsed(start.Handle, Handle));

    public void Dispose() => GpuContext.GiveBack(() => _context.Cuda.Work.DestroyEvent(Handle));
}
