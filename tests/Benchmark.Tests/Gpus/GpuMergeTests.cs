using DePin.Benchmark.Gpus;
using static DePin.Benchmark.Tests.Gpus.GpuSights;

namespace DePin.Benchmark.Tests.Gpus;

public sealed class GpuMergeTests
{
    [Test]
    public void What_everybody_agrees_on_is_one_gpu_without_a_finding()
    {
        GpuInventory inventory = GpuMerge.Of(Host, Driver);

        Assert.That(inventory.Findings, Is.Empty);
        Gpu gpu = inventory.Gpus.Single();
        Assert.That((gpu.Uuid, gpu.Address, gpu.Minor, gpu.Name), Is.EqualTo((Uuid, Address, 0, "NVIDIA H200")));
        Assert.That((gpu.ComputeCapability, gpu.Multiprocessors, gpu.MemoryBytes), Is.EqualTo(("9.0", 132, 150754820096)));
        Assert.That((gpu.Usable, inventory.Driver, inventory.Cuda, inventory.Simulated), Is.EqualTo((true, "550.163.01", "12.4", false)));
    }

    [Test]
    public void A_machine_without_anything_of_nvidias_says_nothing() =>
        Assert.That(GpuMerge.Of(new HostSight(), null).IsEmpty(), Is.True);

    [Test]
    public void A_card_that_nobody_knows_is_as_good_as_any()
    {
        NvmlGpu unknown = ByNvml with { Name = "NVIDIA Frobnicator 9000", ComputeCapability = "17.3", State = new GpuState() };
        GpuInventory inventory = GpuMerge.Of(Host, Of(unknown, ByCuda with { Name = unknown.Name!, ComputeCapability = "17.3" }));

        Assert.That(inventory.Findings, Is.Empty);
        Assert.That(inventory.Gpus.Single(), Has.Property("Usable").True.And.Property("Name").EqualTo("NVIDIA Frobnicator 9000"));
    }

    [Test]
    public void What_only_cuda_tells_is_taken_from_cuda()
    {
        DriverSight without = Driver with { Nvml = new NvmlSight { Failure = new CallFailure("nvmlInit_v2", 999, "Unknown Error") } };

        Gpu gpu = GpuMerge.Of(Host, without).Gpus.Single();

        Assert.That((gpu.Name, gpu.MemoryBytes, gpu.Usable), Is.EqualTo(("NVIDIA H200", 150110994432, true)));
    }

    [Test]
    public void Gpus_are_joined_by_uuid_and_not_by_their_number()
    {
        HostSight host = Host with { Gpus = [new HostGpu(OtherUuid, OtherAddress, 1), .. Host.Gpus], Cards = [] };
        NvmlGpu other = ByNvml with { Index = 1, Uuid = OtherUuid, Address = OtherAddress, Minor = 1, Name = "B" };
        DriverSight driver = new()
        {
            Nvml = new NvmlSight { Gpus = [ByNvml, other] },
            Cuda = new CudaSight { Gpus = [ByCuda with { Uuid = OtherUuid, Address = OtherAddress, Name = "B", Peers = [Uuid] }, ByCuda] },
        };

        GpuInventory inventory = GpuMerge.Of(host, driver);

        Assert.That(inventory.Findings, Is.Empty);
        Assert.That(inventory.Gpus.Select(gpu => (gpu.Uuid, gpu.Name)), Is.EqualTo(new[] { (OtherUuid, "B"), (Uuid, "NVIDIA H200") }));
        Assert.That(inventory.Gpus[0].Peers, Is.EqualTo(new[] { Uuid }));
    }

    [Test]
    public void Of_a_split_gpu_only_a_part_is_cudas_and_it_is_not_offered_whole()
    {
        MigSlice part = new("MIG-51600000-0000-4000-8000-000000000100", "H200 MIG 3g.71gb", 75L << 30, 60);
        NvmlGpu split = ByNvml with { State = new GpuState { Split = true, Slices = [part] } };

        GpuInventory inventory = GpuMerge.Of(Host, Of(split, ByCuda with { Uuid = part.Uuid, Name = part.Name!, MemoryBytes = 75L << 30 }));

        Assert.That(inventory.Findings.Select(finding => finding.Code), Is.EqualTo(new[] { GpuFindingCode.Split }));
        Assert.That(inventory.Findings[0].Message, Does.Contain("into 1 parts"));
        Assert.That(inventory.Gpus.Single().Usable, Is.False);
        Assert.That(inventory.Gpus.Single().State.Slices, Is.EqualTo(new[] { part }));
    }

    private static IEnumerable<TestCaseData> Contradictions()
    {
        yield return Case("another address", Of(ByNvml with { Address = OtherAddress }, ByCuda), "0000:3b:00 by the kernel driver");
        yield return Case("another node", Of(ByNvml with { Minor = 3 }, ByCuda), "nvidia0 by the kernel driver and nvidia3 by NVML");
        yield return Case("another card", Of(ByNvml with { DeviceId = 0x1eb8 }, ByCuda), "0x2335 on the bus and 0x1eb8 by NVML");
        yield return Case("another name", Of(ByNvml, ByCuda with { Name = "Tesla T4" }), "'NVIDIA H200' by NVML and 'Tesla T4' by CUDA");
        yield return Case("another capability", Of(ByNvml, ByCuda with { ComputeCapability = "7.5" }), "9.0 by NVML and 7.5 by CUDA");
        yield return Case("less memory", Of(ByNvml, ByCuda with { MemoryBytes = 16L << 30 }), "143771 MiB by NVML and 16384 MiB by CUDA");
        yield return Case("another place", Of(ByNvml, ByCuda with { Address = OtherAddress }), "0000:3b:00 by NVML and at 0000:86:00");
        yield return Case("a stranger", Of(ByNvml with { Uuid = OtherUuid }, ByCuda with { Uuid = OtherUuid }), "does not list");
        yield return Case("unknown to CUDA", Driver with { Cuda = new CudaSight { Version = "12.4" } }, "CUDA does not");
        yield return Case("unknown to NVML", Driver with { Nvml = new NvmlSight() }, "CUDA knows a GPU that NVML does not");
        yield return Case(
            "two of one name", Driver with { Nvml = new NvmlSight { Gpus = [ByNvml, ByNvml with { Index = 1 }] } }, "2 GPUs the same UUID");
    }

    [TestCaseSource(nameof(Contradictions))]
    public void A_contradiction_about_what_a_gpu_is_is_told_with_both_sides(DriverSight driver, string told)
    {
        GpuFinding[] found = [.. GpuMerge.Of(Host, driver).Findings.Where(finding => finding.Code == GpuFindingCode.Identity)];

        Assert.That(found.Select(finding => finding.Message), Has.Some.Contains(told));
        Assert.That(found, Has.All.Property("Gpu").Not.Null.And.All.Property("Remedy").Not.Empty);
    }

    [Test]
    public void A_gpu_that_nvml_lost_is_named_by_the_drivers_list()
    {
        NvmlGpu gone = new() { Index = 0, Failure = new CallFailure("nvmlDeviceGetHandleByIndex_v2", 15, "GPU is lost") };

        DriverSight driver = Driver with { Nvml = new NvmlSight { Gpus = [gone] }, Cuda = new CudaSight() };

        GpuFinding found = GpuMerge.Of(Host, driver).Findings.Single();

        Assert.That((found.Code, found.Gpu), Is.EqualTo((GpuFindingCode.GpuLost, Uuid)));
        Assert.That(found.Message, Is.EqualTo(
            "The GPU at 0000:3b:00 does not answer: nvmlDeviceGetHandleByIndex_v2: 15 (GPU is lost)."));
    }

    private static TestCaseData Case(string name, DriverSight driver, string told) =>
        new TestCaseData(driver, told).SetArgDisplayNames(name);
}
