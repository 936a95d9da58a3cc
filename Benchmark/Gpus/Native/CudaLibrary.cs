using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>The CUDA driver's functions that we use, each by its C name, every status checked. Contexts are the primary ones.</summary>
/// <remarks>https://docs.nvidia.com/cuda/cuda-driver-api/</remarks>
// SAFETY: every pointer is of a local, of a span pinned in the same method, or a handle that the driver gave.
internal sealed unsafe class CudaLibrary(DriverLibrary library, CallWatch watch)
{
    private const int LogBytes = 4096;
    private const int ErrorLogBuffer = 5;
    private const int ErrorLogSize = 6;

    private string _function = "";

    /// <exception cref="CudaException">This, like every other method, throws it when the call fails.</exception>
    public void Init() => Check(((delegate* unmanaged<uint, int>)Enter("cuInit"))(0));

    /// <summary>The newest CUDA that the driver knows: 12040 is 12.4.</summary>
    public int DriverVersion()
    {
        int version;
        Check(((delegate* unmanaged<int*, int>)Enter("cuDriverGetVersion"))(&version));
        return version;
    }

    public int DeviceCount()
    {
        int count;
        Check(((delegate* unmanaged<int*, int>)Enter("cuDeviceGetCount"))(&count));
        return count;
    }

    public int Device(int ordinal)
    {
        int device;
        Check(((delegate* unmanaged<int*, int, int>)Enter("cuDeviceGet"))(&device, ordinal));
        return device;
    }

    public string Name(int device)
    {
        const int Length = 128;
        byte* name = stackalloc byte[Length];
        Check(((delegate* unmanaged<byte*, int, int, int>)Enter("cuDeviceGetName"))(name, Length, device));
        return Marshal.PtrToStringUTF8((nint)name) ?? "";
    }

    /// <summary>The sixteen bytes of the GPU's UUID, or of the part's where the GPU is split (MIG).</summary>
    public Guid Uuid(int device)
    {
        byte* bytes = stackalloc byte[16];
        string function = library.Find("cuDeviceGetUuid_v2") == 0 ? "cuDeviceGetUuid" : "cuDeviceGetUuid_v2";
        Check(((delegate* unmanaged<byte*, int, int>)Enter(function))(bytes, device));
        return new Guid(new ReadOnlySpan<byte>(bytes, 16), bigEndian: true);
    }

    public long TotalMemory(int device)
    {
        nuint bytes;
        Check(((delegate* unmanaged<nuint*, int, int>)Enter("cuDeviceTotalMem_v2"))(&bytes, device));
        return (long)bytes;
    }

    public int Attribute(int device, int attribute)
    {
        int value;
        Check(((delegate* unmanaged<int*, int, int, int>)Enter("cuDeviceGetAttribute"))(&value, attribute, device));
        return value;
    }

    public bool CanAccessPeer(int device, int peer)
    {
        int can;
        Check(((delegate* unmanaged<int*, int, int, int>)Enter("cuDeviceCanAccessPeer"))(&can, device, peer));
        return can != 0;
    }

    public nint RetainContext(int device)
    {
        nint context;
        Check(((delegate* unmanaged<nint*, int, int>)Enter("cuDevicePrimaryCtxRetain"))(&context, device));
        return context;
    }

    public void ReleaseContext(int device) => Check(((delegate* unmanaged<int, int>)Enter("cuDevicePrimaryCtxRelease_v2"))(device));

    /// <summary>Of this thread; 0 for none.</summary>
    public void SetContext(nint context) => Check(((delegate* unmanaged<nint, int>)Enter("cuCtxSetCurrent"))(context));

    public void Synchronize() => Check(((delegate* unmanaged<int>)Enter("cuCtxSynchronize"))());

    public (long Free, long Total) MemoryInfo()
    {
        nuint free, total;
        Check(((delegate* unmanaged<nuint*, nuint*, int>)Enter("cuMemGetInfo_v2"))(&free, &total));
        return ((long)free, (long)total);
    }

    public ulong Allocate(long bytes)
    {
        ulong address;
        Check(((delegate* unmanaged<ulong*, nuint, int>)Enter("cuMemAlloc_v2"))(&address, (nuint)bytes));
        return address;
    }

    public void Free(ulong address) => Check(((delegate* unmanaged<ulong, int>)Enter("cuMemFree_v2"))(address));

    /// <summary>May go on after it returns.</summary>
    public void Fill(ulong address, byte value, long bytes) =>
        Check(((delegate* unmanaged<ulong, byte, nuint, int>)Enter("cuMemsetD8_v2"))(address, value, (nuint)bytes));

    public void CopyTo(ulong device, ReadOnlySpan<byte> host)
    {
        // SAFETY: the driver reads exactly this span before it returns, since it is not page-locked memory.
        fixed (byte* from = host)
        {
            Check(((delegate* unmanaged<ulong, byte*, nuint, int>)Enter("cuMemcpyHtoD_v2"))(device, from, (nuint)host.Length));
        }
    }

    public void CopyFrom(ulong device, Span<byte> host)
    {
        // SAFETY: the driver writes exactly this span before it returns.
        fixed (byte* to = host)
        {
            Check(((delegate* unmanaged<byte*, ulong, nuint, int>)Enter("cuMemcpyDtoH_v2"))(to, device, (nuint)host.Length));
        }
    }

    /// <param name="ptx">Ends with a zero byte.</param>
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
            int status = ((delegate* unmanaged<nint*, byte*, uint, int*, void**, int>)Enter("cuModuleLoadDataEx"))(
                &module, text, 2, options, values);
            Check(status, Marshal.PtrToStringUTF8((nint)log));
        }

        return module;
    }

    public void UnloadModule(nint module) => Check(((delegate* unmanaged<nint, int>)Enter("cuModuleUnload"))(module));

    public nint Function(nint module, string name)
    {
        nint function;
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            Check(((delegate* unmanaged<nint*, nint, nint, int>)Enter("cuModuleGetFunction"))(&function, module, text));
            return function;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>On the default stream, with one dimension each.</summary>
    /// <param name="parameters">Each in eight bytes, in the kernel's order.</param>
    public void Launch(nint function, uint blocks, uint threads, ReadOnlySpan<ulong> parameters)
    {
        void** pointers = stackalloc void*[parameters.Length];
        // SAFETY: the driver copies the parameters before it returns; it reads of each as many bytes as the kernel declares, eight at most.
        fixed (ulong* first = parameters)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                pointers[i] = first + i;
            }

            Check(((delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Enter("cuLaunchKernel"))(
                function, blocks, 1, 1, threads, 1, 1, 0, 0, pointers, null));
        }
    }

    private nint Enter(string function)
    {
        _function = function;
        nint address = library.Find(function);
        if (address == 0)
        {
            throw new CudaException(new CallFailure(function, 0, "this driver has no such function"));
        }

        watch.Begin(function);
        return address;
    }

    private void Check(int status, string? log = null)
    {
        watch.End();
        if (status != 0)
        {
            throw new CudaException(new CallFailure(_function, status, Words(status)), log);
        }
    }

    private string Words(int status)
    {
        nint address = library.Find("cuGetErrorName");
        nint name = 0;
        return address != 0 && ((delegate* unmanaged<int, nint*, int>)address)(status, &name) == 0 && name != 0
            ? Marshal.PtrToStringUTF8(name) ?? "?"
            : "?";
    }
}
