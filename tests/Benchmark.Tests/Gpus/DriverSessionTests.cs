using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Drivers;
using DePin.Benchmark.Gpus.Native;
using DePin.SimulatedDrivers;

namespace DePin.Benchmark.Tests.Gpus;

/// <summary>Our calls against the simulated libraries, in this process.</summary>
public sealed class DriverSessionTests
{
    private readonly CallWatch _watch = new(TimeProvider.System);

    [Test, CancelAfter(60_000)]
    public async Task Everything_that_a_gpu_says_of_itself_is_read(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(8, token);
        DriverSight sight = Session(machine).Read();

        Assert.That((sight.Simulated, sight.Refused), Is.EqualTo((true, false)));
        Assert.That(new[] { sight.Nvml.Failure, sight.Cuda.Failure }, Has.All.Null);
        Assert.That((sight.Nvml.Driver, sight.Cuda.Version), Is.EqualTo((SimulatedMachine.Version, "12.4")));
        Assert.That(sight.Nvml.Gpus.Select(gpu => gpu.Uuid), Is.EqualTo(Enumerable.Range(0, 8).Select(SimulatedMachine.Uuid)));
        Assert.That(sight.Cuda.Gpus.Select(gpu => gpu.Uuid), Is.EqualTo(sight.Nvml.Gpus.Select(gpu => gpu.Uuid)));
        Assert.That(sight.Cuda.Gpus[7].Peers, Has.Count.EqualTo(7));
        NvmlGpu gpu = sight.Nvml.Gpus[3];
        Assert.That((gpu.Address.ToString(), gpu.DeviceId, gpu.Minor, gpu.ComputeCapability), Is.EqualTo(("0000:53:00", 0x2335, 3, "9.0")));
        GpuState state = gpu.State;
        Assert.That(state.Link, Is.EqualTo(new PcieLink(1, 16, 5, 16)));
        Assert.That(state.Power, Is.EqualTo(new GpuPower(76.543, 700, 700, 200, 700)));
        Assert.That(state.Clocks, Is.EqualTo(new GpuClocks(345, 3201, 1980, 3201)));
        Assert.That((state.Reasons, state.TemperatureCelsius, state.Ecc), Is.EqualTo((ClockReasons.Idle, 34, new EccState(true, 0, 0))));
        Assert.That(state.Rows, Is.EqualTo(new RemappedRows(0, 0, false, false)));
        Assert.That((state.Split, state.NvLinks, state.NvLinksUp), Is.EqualTo((false, 18, 18)));
        Assert.That((state.Fabric, state.Persistence, state.ComputeMode), Is.EqualTo((FabricState.Completed, true, ComputeMode.Shared)));
        Assert.That((gpu.MemoryBytes, state.FreeBytes, state.Vbios), Is.EqualTo((256L << 20, 248L << 20, "96.00.AF.00.01")));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_field_that_a_card_or_a_driver_does_not_have_is_null_and_hides_nothing_else(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        string[] absent = ["PowerUsage", "EccMode", "RemappedRows", "MigMode", "Temperature", "MemoryInfo_v2", "GpuFabricInfoV"];
        foreach (string function in absent)
        {
            machine.Set($"fail.nvmlDeviceGet{function}", 3);
        }

        machine.Set("fail.nvmlSystemGetConfComputeState", 13);
        DriverSight sight = Session(machine).Read();

        NvmlGpu gpu = sight.Nvml.Gpus.Single();
        Assert.That(new object?[] { gpu.Failure, gpu.State.Ecc, gpu.State.Rows, gpu.State.Split }, Has.All.Null);
        Assert.That((gpu.State.Power!.DrawWatts, gpu.State.Power.LimitWatts), Is.EqualTo(((double?)null, 700)));
        Assert.That(gpu.State.FreeBytes, Is.EqualTo(248L << 20), "the first version of the call");
        Assert.That(gpu.State.Fabric, Is.EqualTo(FabricState.None), "as before");
        Assert.That(sight.Nvml.ConfidentialComputing, Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_gpu_that_is_lost_hides_none_of_the_others(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(3, token);
        machine.Set("lost", 1);

        IReadOnlyList<NvmlGpu> gpus = Session(machine).Read().Nvml.Gpus;

        Assert.That(gpus.Select(gpu => gpu.Failure?.Status), Is.EqualTo(new int?[] { null, 15, null }));
        Assert.That(gpus[1].Failure!.Name, Is.EqualTo("GPU is lost"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_simulated_driver_is_not_even_initialised_unless_it_was_asked_for(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("die", "nvmlInit_v2");

        DriverSight sight = new DriverSession(machine.Libraries, admitSimulated: false, _watch).Read();

        Assert.That((sight.Simulated, sight.Refused, sight.Nvml.Gpus.Count, sight.Cuda.Gpus.Count), Is.EqualTo((true, true, 0, 0)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_well_gpu_computes_what_the_processor_computes_and_keeps_what_is_written(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);

        GpuCheck check = Check(machine);

        Assert.That(check.Findings, Is.Empty);
        Assert.That((check.RightWords, check.KeptBytes), Is.EqualTo((8 * 4 * 4 * 256L, 224L << 20)));
    }

    [TestCase("wrong", "1", GpuFindingCode.WrongResult, "of launch 0 gave 0x")]
    [TestCase("vram.real", "67108864", GpuFindingCode.MemoryAliased, "of 224 MiB that were written, ")]
    [TestCase("fail.cuMemAlloc_v2", "2", GpuFindingCode.OutOfMemory, "cuMemAlloc_v2: 2 (CUDA_ERROR_OUT_OF_MEMORY)")]
    [TestCase("launches", "2", GpuFindingCode.GpuError, ": 700 (CUDA_ERROR_ILLEGAL_ADDRESS)")]
    [TestCase("ptx", "50", GpuFindingCode.DriverTooOld, "222 (CUDA_ERROR_UNSUPPORTED_PTX_VERSION), ptxas fatal: Unsupported .version")]
    [TestCase("capability", "7.0", GpuFindingCode.GpuTooOld, "is of compute capability 7.0; our kernels are for 7.5 and later")]
    [TestCase("fail.cuModuleLoadDataEx", "221", GpuFindingCode.LibraryMissing, "compiler is not there")]
    [CancelAfter(60_000)]
    public async Task A_gpu_that_fails_while_it_is_tried_out_is_told(
        string setting, string value, GpuFindingCode code, string told, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set(setting, value);

        GpuFinding found = Check(machine).Findings.Single();

        Assert.That((found.Code, found.Gpu), Is.EqualTo((code, SimulatedMachine.Uuid(0))), found.Message);
        Assert.That(found.Message, Does.Contain(told));
    }

    private GpuCheck Check(SimulatedMachine machine)
    {
        DriverSession session = Session(machine);
        CudaGpu gpu = session.Read().Cuda.Gpus[0];
        return new GpuChecker(session.Cuda!, TimeProvider.System).Run(gpu);
    }

    private DriverSession Session(SimulatedMachine machine) => new(machine.Libraries, admitSimulated: true, _watch);
}
