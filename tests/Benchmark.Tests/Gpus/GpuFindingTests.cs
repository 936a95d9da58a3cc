using DePin.Benchmark.Gpus;
using static DePin.Benchmark.Tests.Gpus.GpuSights;

namespace DePin.Benchmark.Tests.Gpus;

public sealed class GpuFindingTests
{
    private static IEnumerable<TestCaseData> Drivers()
    {
        HostSight bare = new() { Cards = Host.Cards };
        yield return Case(bare with { Cards = [new PciGpu(Address, 1, "nouveau")] }, null, GpuFindingCode.NoDriver, "nouveau has them");
        yield return Case(bare with { Cards = [new PciGpu(Address, 1, "vfio-pci")] }, null, GpuFindingCode.NoDriver, "vfio-pci has them");
        yield return Case(bare with { Cards = [new PciGpu(Address, 1, null)] }, null, GpuFindingCode.NoDriver, "driver is loaded.");
        yield return Case(new HostSight { Driver = "550.1" }, null, GpuFindingCode.NoDevice, "shows no NVIDIA GPU on its bus");
        yield return Case(Host with { Gpus = [] }, null, GpuFindingCode.NoDevice, "takes none of the GPUs at 0000:3b:00");
        yield return Case(Host with { MissingNodes = ["nvidia-uvm"] }, null, GpuFindingCode.NodesMissing, "no nvidia-uvm in /dev");
        yield return Failing("dlopen", 0, "libcuda.so.1: not found", GpuFindingCode.LibraryMissing, "libcuda.so.1: not found");
        yield return Failing("nvmlInit_v2", 18, "mismatch", GpuFindingCode.DriverMismatch, "that runs is 550.163.01");
        yield return Failing("cuInit", 803, "mismatch", GpuFindingCode.DriverMismatch, "another version");
        yield return Failing("cuInit", 802, "not ready", GpuFindingCode.FabricManager, "fabric is not ready");
        yield return Failing("cuInit", 999, "unknown", GpuFindingCode.DriverFailed, "nvidia-uvm is not loaded");
        yield return Failing("cuInit", 100, "no device", GpuFindingCode.DriverFailed, "no GPU that it may use");
        yield return Failing("nvmlInit_v2", 9, "not loaded", GpuFindingCode.DriverFailed, "finds no driver");
        yield return Failing("cuInit", 4711, "?", GpuFindingCode.DriverFailed, "cuInit: 4711 (?)");
    }

    [TestCaseSource(nameof(Drivers))]
    public void A_driver_that_cannot_be_used_is_told_with_a_remedy(HostSight host, DriverSight? driver, GpuFindingCode code, string told)
    {
        GpuFinding found = GpuMerge.Of(host, driver).Findings.Single();

        Assert.That(found.Code, Is.EqualTo(code), found.Message);
        Assert.That(found.Message, Does.Contain(told));
        Assert.That(found.Remedy, Has.Length.GreaterThan(20));
        Assert.That(found.IsGrave());
    }

    [Test]
    public void A_mismatch_that_both_libraries_report_is_one_finding()
    {
        DriverSight both = new()
        {
            Nvml = new NvmlSight { Failure = new CallFailure("nvmlInit_v2", 18, "mismatch") },
            Cuda = new CudaSight { Failure = new CallFailure("cuInit", 803, "mismatch") },
        };

        Assert.That(GpuMerge.Of(Host, both).Findings, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_second_card_that_the_driver_does_not_have_is_told_beside_the_first()
    {
        HostSight host = Host with { Cards = [.. Host.Cards, new PciGpu(OtherAddress, 0x1b06, null)] };

        GpuFinding found = GpuMerge.Of(host, Driver).Findings.Single();

        Assert.That((found.Code, found.Message), Is.EqualTo(
            (GpuFindingCode.NoDevice, "The NVIDIA GPU at 0000:86:00 is on the bus, and the driver 550.163.01 does not have it.")));
    }

    [Test]
    public void A_simulated_driver_that_was_not_asked_for_is_refused_and_nothing_of_it_is_shown()
    {
        GpuInventory refused = GpuMerge.Of(Host, Driver with { Simulated = true, Refused = true });

        Assert.That(refused.Findings.Single().Code, Is.EqualTo(GpuFindingCode.SimulatedRefused));
        Gpu gpu = refused.Gpus.Single();
        Assert.That((refused.Simulated, gpu.Usable, gpu.Name), Is.EqualTo((true, false, (string?)null)));
    }

    private static IEnumerable<TestCaseData> States()
    {
        yield return State(new() { Rows = new RemappedRows(1, 2, false, false) }, null, "");
        yield return State(new() { Rows = new RemappedRows(0, 1, true, false) }, GpuFindingCode.MemoryErrors, "at its next reset");
        yield return State(new() { Rows = new RemappedRows(0, 9, true, true) }, GpuFindingCode.MemoryErrors, "no spare one is left");
        yield return State(new() { PagesPending = true }, GpuFindingCode.MemoryErrors, "at its next reset");
        yield return State(new() { Ecc = new EccState(true, 5, 0) }, null, "");
        yield return State(new() { Ecc = new EccState(true, 0, 3) }, GpuFindingCode.MemoryErrors, "3 errors that could not be corrected");
        yield return State(new() { Fabric = FabricState.InProgress }, GpuFindingCode.FabricManager, "has not joined");
        yield return State(new() { Fabric = FabricState.Completed }, null, "");
        yield return State(new() { ComputeMode = ComputeMode.ExclusiveProcess }, GpuFindingCode.ComputeMode, "one process at a time");
        yield return State(new() { Reasons = ClockReasons.PowerLimit | ClockReasons.Idle }, null, "");
        yield return State(
            new() { Reasons = ClockReasons.HardwareThermal, TemperatureCelsius = 92 }, GpuFindingCode.Slowed, "HardwareThermal, 92 °C");
        yield return State(new() { Link = new PcieLink(1, 16, 5, 16) }, null, "");
        yield return State(new() { Link = new PcieLink(5, 8, 5, 16) }, GpuFindingCode.NarrowLink, "8 of 16 PCIe lanes");
    }

    [TestCaseSource(nameof(States))]
    public void A_state_that_matters_is_told_and_one_that_is_normal_is_not(GpuState state, GpuFindingCode? code, string told)
    {
        GpuFinding[] found = [.. GpuMerge.Of(Host, With(state)).Findings];

        Assert.That(found.Select(finding => (GpuFindingCode?)finding.Code), Is.EqualTo(code is null ? [] : new[] { code }));
        Assert.That(found, Has.All.Property("Gpu").EqualTo(Uuid).And.All.Property("Message").Contains(told));
    }

    [Test]
    public void Confidential_computing_that_is_not_ready_is_told()
    {
        DriverSight driver = Driver with { Nvml = Driver.Nvml with { ConfidentialComputing = true, ConfidentialComputingReady = false } };

        GpuInventory inventory = GpuMerge.Of(Host, driver);

        Assert.That(inventory.ConfidentialComputing, Is.True);
        Assert.That(inventory.Findings.Single().Code, Is.EqualTo(GpuFindingCode.ConfidentialNotReady));
    }

    private static TestCaseData Case(HostSight host, DriverSight? driver, GpuFindingCode code, string told) =>
        new TestCaseData(host, driver, code, told).SetArgDisplayNames(code.ToString(), told);

    private static TestCaseData Failing(string call, int status, string name, GpuFindingCode code, string told) =>
        Case(Host, GpuSights.Failing(new CallFailure(call, status, name)), code, told);

    private static TestCaseData State(GpuState state, GpuFindingCode? code, string told) =>
        new TestCaseData(state, code, told).SetArgDisplayNames(state.ToString());
}
