using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>
/// NVML by the shapes of its functions, which are few: each is named by its C name at the call. A field that a card, a driver or this user
/// does not have is null; a GPU that is gone, or a call without which nothing goes on, is an <see cref="NvmlException"/>.
/// </summary>
/// <remarks>https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html</remarks>
// SAFETY: every pointer is of a local or of a span of the same method, of the type that the function writes (tests compare the layouts).
internal sealed unsafe class NvmlLibrary(DriverLibrary library, CallWatch watch)
{
    private const int MaxText = 96;
    private const int MaxProcesses = 32;
    private const uint MemoryVersion2 = 0x02000028;

    /// <summary>Bytes of the longest record of a process that any driver is known to write.</summary>
    private const int LongestRecord = 32;

    private const string ProcessesNow = "nvmlDeviceGetComputeRunningProcesses_v3";
    private const string ProcessesBefore = "nvmlDeviceGetComputeRunningProcesses_v2";

    /// <exception cref="NvmlException">There is no such function, or it failed.</exception>
    public void Do(string function) => Require(function, Call(function, address => ((delegate* unmanaged<int>)address)()));

    /// <exception cref="NvmlException">As above.</exception>
    public void Do(string function, nint device, ulong types, nint set) =>
        Require(function, Call(function, address => ((delegate* unmanaged<nint, ulong, nint, int>)address)(device, types, set)));

    public T? System<T>(string function)
        where T : unmanaged
    {
        T value = default;
        void* at = &value;
        return Told(function, Call(function, address => ((delegate* unmanaged<void*, int>)address)(at))) ? value : null;
    }

    public string? SystemText(string function)
    {
        byte* text = stackalloc byte[MaxText];
        return Told(function, Call(function, address => ((delegate* unmanaged<byte*, uint, int>)address)(text, MaxText)))
            ? Marshal.PtrToStringUTF8((nint)text)
            : null;
    }

    /// <exception cref="NvmlException">There is no such GPU, or it is lost.</exception>
    public nint Device(uint index)
    {
        nint device = 0;
        nint* at = &device;
        const string Function = "nvmlDeviceGetHandleByIndex_v2";
        Require(Function, Call(Function, address => ((delegate* unmanaged<uint, nint*, int>)address)(index, at)));
        return device;
    }

    public string? Text(string function, nint device)
    {
        byte* text = stackalloc byte[MaxText];
        return Told(function, Call(function, address => ((delegate* unmanaged<nint, byte*, uint, int>)address)(device, text, MaxText)))
            ? Marshal.PtrToStringUTF8((nint)text)
            : null;
    }

    /// <param name="initial">What stands in the structure before the call, such as its version.</param>
    public T? Get<T>(string function, nint device, T initial = default)
        where T : unmanaged
    {
        void* at = &initial;
        return Told(function, Call(function, address => ((delegate* unmanaged<nint, void*, int>)address)(device, at))) ? initial : null;
    }

    /// <param name="which">Of several: a clock, a sensor, a link, a part.</param>
    public T? GetOne<T>(string function, nint device, uint which)
        where T : unmanaged
    {
        T value = default;
        void* at = &value;
        return Told(function, Call(function, address => ((delegate* unmanaged<nint, uint, void*, int>)address)(device, which, at)))
            ? value
            : null;
    }

    public (uint First, uint Second)? Pair(string function, nint device)
    {
        uint* pair = stackalloc uint[2];
        return Told(function, Call(function, address => ((delegate* unmanaged<nint, uint*, uint*, int>)address)(device, pair, pair + 1)))
            ? (pair[0], pair[1])
            : null;
    }

    /// <summary>Errors of memory since the driver was loaded.</summary>
    public ulong? EccErrors(nint device, bool uncorrected)
    {
        const string Function = "nvmlDeviceGetTotalEccErrors";
        ulong count = 0;
        ulong* at = &count;
        uint kind = uncorrected ? 1u : 0;
        return Told(Function, Call(Function, address => ((delegate* unmanaged<nint, uint, uint, ulong*, int>)address)(device, kind, 0, at)))
            ? count
            : null;
    }

    public RemappedRows? Rows(nint device)
    {
        const string Function = "nvmlDeviceGetRemappedRows";
        uint* rows = stackalloc uint[4];
        return Told(Function, Call(Function, address =>
            ((delegate* unmanaged<nint, uint*, uint*, uint*, uint*, int>)address)(device, rows, rows + 1, rows + 2, rows + 3)))
            ? new RemappedRows((int)rows[0], (int)rows[1], rows[2] != 0, rows[3] != 0)
            : null;
    }

    /// <summary>A GPU's memory, with what the driver keeps for itself told from what is used; null where it does not.</summary>
    public NvmlMemoryV2? Memory(nint device) => Get("nvmlDeviceGetMemoryInfo_v2", device, new NvmlMemoryV2 { Version = MemoryVersion2 });

    /// <summary>
    /// How many programs compute on a GPU, and the process id of the first. Drivers with one version of this call differ in how long a
    /// record is, so that no further one is read.
    /// </summary>
    public (uint Count, uint First)? Processes(nint device)
    {
        uint count = MaxProcesses;
        uint* at = &count;
        uint* records = stackalloc uint[(MaxProcesses + 1) * LongestRecord / sizeof(uint)];
        string function = library.Find(ProcessesNow) == 0 ? ProcessesBefore : ProcessesNow;
        int status = Call(function, address => ((delegate* unmanaged<nint, uint*, void*, int>)address)(device, at, records));
        return status == (int)NvmlStatus.InsufficientSize ? (count, 0)
            : Told(function, status) ? (count, count > 0 ? records[0] : 0)
            : null;
    }

    /// <summary>Waits for the next event; null when none came in time. Not watched: waiting is what it is for.</summary>
    /// <exception cref="NvmlException">NVML, or a GPU of the set, is gone.</exception>
    public NvmlEventData? Wait(nint set, uint milliseconds)
    {
        const string Function = "nvmlEventSetWait_v2";
        nint address = library.Find(Function);
        NvmlEventData data = default;
        int status = address == 0
            ? (int)NvmlStatus.FunctionNotFound
            : ((delegate* unmanaged<nint, NvmlEventData*, uint, int>)address)(set, &data, milliseconds);
        if (status == (int)NvmlStatus.Timeout)
        {
            return null;
        }

        Require(Function, status);
        return data;
    }

    private int Call(string function, Func<nint, int> call)
    {
        nint address = library.Find(function);
        if (address == 0)
        {
            return (int)NvmlStatus.FunctionNotFound;
        }

        watch.Begin(function);
        int status = call(address);
        watch.End();
        return status;
    }

    /// <summary>Whether a field was told. A card says of much that it does not have it; one that is gone throws.</summary>
    private bool Told(string function, int status)
    {
        if ((NvmlStatus)status is NvmlStatus.GpuIsLost or NvmlStatus.ResetRequired)
        {
            Require(function, status);
        }

        return status == 0;
    }

    private void Require(string function, int status)
    {
        if (status != 0)
        {
            throw new NvmlException(new CallFailure(function, status, Words(status)));
        }
    }

    private string Words(int status)
    {
        nint address = library.Find("nvmlErrorString");
        string? words = address == 0 ? null : Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)address)(status));
        return words ?? ((NvmlStatus)status).ToString();
    }
}
