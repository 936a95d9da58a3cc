using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests;

/// <summary>What nodes offer in tests.</summary>
internal static class Capacities
{
    public static Capacity Of(int cores = 4, long memoryGiB = 8, long diskGiB = 100, bool egress = false, bool simulated = false,
        params GpuCapacity[] gpus) => new()
        {
            CpuMillicores = cores * 1000,
            CpuModel = "Test CPU",
            MemoryBytes = memoryGiB << 30,
            DiskBytes = diskGiB << 30,
            Egress = egress,
            Gpus = gpus,
            Measured = new MachineMeasurement { MeasuredAt = 1_795_000_000 },
            Simulated = simulated,
            AgentVersion = "0.1.0-test",
        };

    public static GpuCapacity Gpu(string uuid, string model = "NVIDIA H100", long vramGiB = 80, double? tflops = 900,
        double? bandwidth = 3.3e12) => new()
        {
            Uuid = uuid,
            Model = model,
            VramBytes = vramGiB << 30,
            Fp16Tflops = tflops,
            MemoryBytesPerSecond = bandwidth,
        };
}
