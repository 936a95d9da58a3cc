using System.Runtime.InteropServices;

namespace DePin.Benchmark.Machine.Native;

/// <summary>
/// Memory outside the garbage collector: aligned for vectors and for direct disk transfers, in large pages where the kernel gives them,
/// and returned to the system at once when disposed.
/// </summary>
// SAFETY: the pointer is valid for Length bytes from the constructor until ReleaseHandle, which SafeHandle calls once and last.
internal sealed unsafe class NativeBuffer : SafeHandle
{
    /// <summary>2 MiB: the usual large page, and a multiple of every disk's block.</summary>
    public const int Alignment = 2 * 1024 * 1024;

    public NativeBuffer(int length)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        Length = length;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)length, Alignment));

        // Advice only: without large pages the figures are a few percent lower, and that is then this machine's figure.
        _ = LibC.madvise(handle, (nuint)length, LibC.MADV_HUGEPAGE);
    }

    public int Length { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>The whole buffer. The caller keeps this object alive while it uses the span.</summary>
    public Span<byte> Bytes => new((void*)handle, Length);

    public Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
