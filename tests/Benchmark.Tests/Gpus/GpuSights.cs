using DePin.Benchmark.Gpus;

namespace DePin.Benchmark.Tests.Gpus;

/// <summary>A machine with one GPU that everybody agrees on, to change.</summary>
internal static class GpuSights
{
    public const string Uuid = "GPU-3b0f1c52-9d7e-4a5e-8c11-0a1b2c3d4e5f";
    public const string OtherUuid = "GPU-af54bd38-d6fc-42dd-8c2b-4d8f3c1a9b77";

    public static PciAddress Address { get; } = new(0, 0x3b, 0);

    public static PciAddress OtherAddress { get; } = new(0, 0x86, 0);

    public static HostSight Host { get; } = new()
    {
        Driver = "550.163.01",
        Gpus = [new HostGpu(Uuid, Address, 0)],
        Cards = [new PciGpu(Address, 0x2335, "nvidia")],
    };

    public static NvmlGpu ByNvml { get; } = new()
    {
        Index = 0,
        Uuid = Uuid,
        Name = "NVIDIA H200",
        Address = Address,
        DeviceId = 0x2335,
        Minor = 0,
        ComputeCapability = "9.0",
        MemoryBytes = 150754820096,
    };

    public static CudaGpu ByCuda { get; } = new(0, Uuid, "NVIDIA H200", Address, "9.0", 150110994432, 132, []);

    public static DriverSight Driver { get; } = Of(ByNvml, ByCuda);

    public static DriverSight Of(NvmlGpu nvml, CudaGpu cuda) => new()
    {
        Nvml = new NvmlSight { Driver = "550.163.01", Gpus = [nvml] },
        Cuda = new CudaSight { Version = "12.4", Gpus = [cuda] },
    };

    public static DriverSight With(GpuState state) => Of(ByNvml with { State = state }, ByCuda);

    public static DriverSight Failing(CallFailure failure) => new()
    {
        Nvml = new NvmlSight { Failure = failure },
        Cuda = new CudaSight(),
    };
}
