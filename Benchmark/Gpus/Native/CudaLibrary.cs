using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>The CUDA driver's devices, contexts and memory, each function by its C name. Contexts are the primary ones.</summary>
/// <remarks>https://docs.nvidia.com/cuda/cuda-driver-api/</remarks>
// SAFETY: every pointer is of a local, or a handle that the driver gave.
internal sealed unsafe class CudaLibrary(CudaCalls calls)
{
    public CudaLibrary(DriverLibrary library, CallWatch watch)
        : this(new CudaCalls(library, watch))
    {
    }

    /// <summary>An error was met that stays: this process can ask no GPU anything more.</summary>
    public bool IsSpoiled => calls.IsSpoiled;

    /// <summary>What runs on a GPU whose context is set.</summary>
    public CudaWork Work { get; } = new(calls);

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
        string function = calls.Has("cuDeviceGetUuid_v2") ? "cuDeviceGetUuid_v2" : "cuDeviceGetUuid";
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

    /// <summary>Lets this thread's context reach the memory of another one's GPU; that it does already is well.</summary>
    public void EnablePeer(nint context)
    {
        int status = ((delegate* unmanaged<nint, uint, int>)Enter("cuCtxEnablePeerAccess"))(context, 0);
        Check(status == CudaException.PeerEnabled ? 0 : status);
    }

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

    /// <summary>Page-locked memory of this machine's, which the GPU reads and writes by itself.</summary>
    public nint AllocateHost(long bytes)
    {
        nint memory;
        Check(((delegate* unmanaged<nint*, nuint, uint, int>)Enter("cuMemHostAlloc"))(&memory, (nuint)bytes, 0));
        return memory;
    }

    public void FreeHost(nint memory) => Check(((delegate* unmanaged<nint, int>)Enter("cuMemFreeHost"))(memory));

    private nint Enter(string function) => calls.Enter(function);

    private void Check(int status) => calls.Check(status);
}
