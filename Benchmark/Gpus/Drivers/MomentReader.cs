using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Drivers;

/// <summary>Asks NVML for what changes from moment to moment.</summary>
internal static class MomentReader
{
    private const uint CoreSensor = 0;
    private const uint SmClock = 1;
    private const uint MemoryClock = 2;

    /// <exception cref="NvmlException">The GPU is lost.</exception>
    public static GpuMoment Read(NvmlLibrary nvml, nint device)
    {
        (uint Min, uint Max)? allowed = nvml.Pair("nvmlDeviceGetPowerManagementLimitConstraints", device);
        return new GpuMoment(
            new PcieLink(
                Number("nvmlDeviceGetCurrPcieLinkGeneration"), Number("nvmlDeviceGetCurrPcieLinkWidth"),
                Number("nvmlDeviceGetMaxPcieLinkGeneration"), Number("nvmlDeviceGetMaxPcieLinkWidth")),
            new GpuPower(
                Watts(nvml.Get<uint>("nvmlDeviceGetPowerUsage", device)),
                Watts(nvml.Get<uint>("nvmlDeviceGetEnforcedPowerLimit", device)),
                Watts(nvml.Get<uint>("nvmlDeviceGetPowerManagementDefaultLimit", device)),
                Watts(allowed?.Min),
                Watts(allowed?.Max)),
            new GpuClocks(
                Clock("nvmlDeviceGetClockInfo", SmClock), Clock("nvmlDeviceGetClockInfo", MemoryClock),
                Clock("nvmlDeviceGetMaxClockInfo", SmClock), Clock("nvmlDeviceGetMaxClockInfo", MemoryClock)),
            (ClockReasons?)(nvml.Get<ulong>("nvmlDeviceGetCurrentClocksEventReasons", device)
                ?? nvml.Get<ulong>("nvmlDeviceGetCurrentClocksThrottleReasons", device)),
            Clock("nvmlDeviceGetTemperature", CoreSensor));

        int? Number(string function) => (int?)nvml.Get<uint>(function, device);
        int? Clock(string function, uint which) => (int?)nvml.GetOne<uint>(function, device, which);
    }

    private static double? Watts(uint? milliwatts) => milliwatts / 1000.0;
}
