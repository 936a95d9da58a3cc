using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>Hears of the driver's errors as they happen, on a thread of its own, until the process ends.</summary>
internal sealed class XidListener(NvmlLibrary nvml, Action<GpuWord.Xid> say)
{
    /// <summary>nvml.h: nvmlEventTypeXidCriticalError</summary>
    private const ulong XidEvent = 8;

    private const uint WaitMilliseconds = 2000;
    private const int MaxGpus = 64;

    private readonly Dictionary<nint, string?> _gpus = [];
    private volatile bool _ended;

    /// <summary>It hears nothing any more, as after a GPU was lost: another one is needed.</summary>
    public bool HasEnded => _ended;

    /// <summary>Registers for what each GPU can report; called on the thread that asks NVML everything else.</summary>
    public void Start()
    {
        try
        {
            nint set = nvml.System<nint>("nvmlEventSetCreate") ?? 0;
            int count = (int)Math.Min(nvml.System<uint>("nvmlDeviceGetCount_v2") ?? 0, MaxGpus);
            for (int index = 0; index < count && set != 0; index++)
            {
                Register((uint)index, set);
            }

            if (_gpus.Count > 0)
            {
                new Thread(() => Listen(set)) { IsBackground = true, Name = "xid" }.Start();
            }
        }
        catch (NvmlException)
        {
            // A driver that has no events reports them in the kernel's log all the same.
        }
    }

    private void Register(uint index, nint set)
    {
        try
        {
            nint device = nvml.Device(index);
            if (nvml.Get<ulong>("nvmlDeviceGetSupportedEventTypes", device) is { } types && (types & XidEvent) != 0)
            {
                nvml.Do("nvmlDeviceRegisterEvents", device, XidEvent, set);
                _gpus[device] = nvml.Text("nvmlDeviceGetUUID", device);
            }
        }
        catch (NvmlException)
        {
            // A GPU that is gone reports nothing more; that it is gone is told by the look.
        }
    }

    private void Listen(nint set)
    {
        try
        {
            while (true)
            {
                if (nvml.Wait(set, WaitMilliseconds) is { } happened && happened.EventType == XidEvent)
                {
                    say(new GpuWord.Xid(_gpus.GetValueOrDefault(happened.Device), (int)happened.EventData));
                }
            }
        }
        catch (NvmlException)
        {
            // A GPU of the set is gone: the next look tells which, and another one listens to the others.
            _ended = true;
        }
    }
}
