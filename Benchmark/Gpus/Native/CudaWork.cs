using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>The CUDA driver's modules, launches, streams and events. Everything queued goes on after its call returns.</summary>
/// <remarks>https://docs.nvidia.com/cuda/cuda-driver-api/</remarks>
// SAFETY: every pointer is of a local, of a span pinned in the same method, or a handle that the driver gave. Copies are of page-locked
// memory, which whoever queues them keeps until the stream is waited for.
internal sealed unsafe class CudaWork(CudaCalls calls)
{
    private const int LogBytes = 4096;
    private const int ErrorLogBuffer = 5;
    private const int ErrorLogSize = 6;

    /// <summary>CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES</summary>
    private const int MaxDynamicShared = 8;

    /// <summary>CU_STREAM_NON_BLOCKING</summary>
    private const uint NonBlocking = 1;

    /// <param name="ptx">Ends with a zero byte.</param>
    /// <exception cref="CudaException">
    /// This, like every other method, throws it when the call fails; here with the compiler's log.
    /// </exception>
    public nint LoadModule(ReadOnlySpan<byte> ptx)
    {
        byte* log = stackalloc byte[LogBytes];
        log[0] = 0;
        int* options = stackalloc int[] { ErrorLogBuffer, ErrorLogSize };
        void** values = stackalloc void*[] { log, (void*)LogBytes };
        nint module;
        // SAFETY: the driver compiles the text before it returns.
        fixed (byte* text = ptx)
        {
            int status = ((delegate* unmanaged<nint*, byte*, uint, int*, void**, int>)calls.Enter("cuModuleLoadDataEx"))(
                &module, text, 2, options, values);
            calls.Check(status, Marshal.PtrToStringUTF8((nint)log));
        }

        return module;
    }

    public void UnloadModule(nint module) => calls.Check(((delegate* unmanaged<nint, int>)calls.Enter("cuModuleUnload"))(module));

    public nint Function(nint module, string name)
    {
        nint function;
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            calls.Check(((delegate* unmanaged<nint*, nint, nint, int>)calls.Enter("cuModuleGetFunction"))(&function, module, text));
            return function;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Lets a function be launched with so much dynamic shared memory; above 48 KiB it must be told.</summary>
    public void AllowShared(nint function, uint bytes) =>
        calls.Check(((delegate* unmanaged<nint, int, int, int>)calls.Enter("cuFuncSetAttribute"))(function, MaxDynamicShared, (int)bytes));

    /// <param name="parameters">Each in eight bytes, in the kernel's order.</param>
    public void Launch(nint function, uint blocks, uint threads, uint sharedBytes, nint stream, ReadOnlySpan<ulong> parameters)
    {
        void** pointers = stackalloc void*[parameters.Length];
        // SAFETY: the driver copies the parameters before it returns; it reads of each as many bytes as the kernel declares, eight at most.
        fixed (ulong* first = parameters)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                pointers[i] = first + i;
            }

            nint launch = calls.Enter("cuLaunchKernel");
            calls.Check(((delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)launch)(
                function, blocks, 1, 1, threads, 1, 1, sharedBytes, stream, pointers, null));
        }
    }

    public nint CreateStream()
    {
        nint stream;
        calls.Check(((delegate* unmanaged<nint*, uint, int>)calls.Enter("cuStreamCreate"))(&stream, NonBlocking));
        return stream;
    }

    public void DestroyStream(nint stream) => calls.Check(((delegate* unmanaged<nint, int>)calls.Enter("cuStreamDestroy_v2"))(stream));

    /// <summary>Waits until all that was queued is done; the errors of kernels come out here.</summary>
    public void Synchronize(nint stream) =>
        calls.Check(((delegate* unmanaged<nint, int>)calls.Enter("cuStreamSynchronize", waits: true))(stream));

    public nint CreateEvent()
    {
        nint mark;
        calls.Check(((delegate* unmanaged<nint*, uint, int>)calls.Enter("cuEventCreate"))(&mark, 0));
        return mark;
    }

    public void DestroyEvent(nint mark) => calls.Check(((delegate* unmanaged<nint, int>)calls.Enter("cuEventDestroy_v2"))(mark));

    public void Record(nint mark, nint stream) =>
        calls.Check(((delegate* unmanaged<nint, nint, int>)calls.Enter("cuEventRecord"))(mark, stream));

    /// <summary>Between two events that have happened, in milliseconds; fine to half a microsecond.</summary>
    public float Elapsed(nint start, nint end)
    {
        float milliseconds;
        calls.Check(((delegate* unmanaged<float*, nint, nint, int>)calls.Enter("cuEventElapsedTime"))(&milliseconds, start, end));
        return milliseconds;
    }

    public void Fill(ulong to, byte value, long bytes, nint stream) => calls.Check(
        ((delegate* unmanaged<ulong, byte, nuint, nint, int>)calls.Enter("cuMemsetD8Async"))(to, value, (nuint)bytes, stream));

    /// <param name="from">Page-locked.</param>
    public void CopyTo(ulong to, nint from, long bytes, nint stream) => calls.Check(
        ((delegate* unmanaged<ulong, nint, nuint, nint, int>)calls.Enter("cuMemcpyHtoDAsync_v2"))(to, from, (nuint)bytes, stream));

    /// <param name="to">Page-locked.</param>
    public void CopyFrom(ulong from, nint to, long bytes, nint stream) => calls.Check(
        ((delegate* unmanaged<nint, ulong, nuint, nint, int>)calls.Enter("cuMemcpyDtoHAsync_v2"))(to, from, (nuint)bytes, stream));

    /// <summary>From one GPU's memory to another's, each in its context; the stream is of either.</summary>
    public void CopyPeer(ulong to, nint toContext, ulong from, nint fromContext, long bytes, nint stream)
    {
        nint copy = calls.Enter("cuMemcpyPeerAsync");
        calls.Check(((delegate* unmanaged<ulong, nint, ulong, nint, nuint, nint, int>)copy)(
            to, toContext, from, fromContext, (nuint)bytes, stream));
    }
}
