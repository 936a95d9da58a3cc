using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Tests.Gpus;

/// <summary>From a machine's files and an engine's words to the way GPUs are handed out and what the owner is told.</summary>
public sealed class GpuSetupReaderTests
{
    private static readonly VersionInfo _version = new([new VersionComponent("runc", "1.1.5+ds1")]);
    private readonly TestGpus _gpus = new();
    private readonly TemporaryDirectory _cdi = new();

    [TearDown]
    public void Remove()
    {
        _gpus.Dispose();
        _cdi.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task Specifications_links_and_versions_are_read(CancellationToken token)
    {
        await File.WriteAllTextAsync(_cdi["nvidia.yaml"], $"kind: nvidia.com/gpu\ndevices:\n- name: {TestGpus.Uuid}\n", token);
        await File.WriteAllTextAsync(_cdi["other.yaml"], "kind: vendor.example/nic\n", token);
        Directory.CreateDirectory(Path.Combine(_gpus.Paths.Devices, "char"));
        await File.WriteAllTextAsync(Path.Combine(_gpus.Paths.Devices, "char", "195:255"), "", token);

        GpuSetup setup = await ReadAsync(new EngineInfo { CDISpecDirs = [_cdi[""]], CgroupDriver = "systemd" }, token);

        Assert.That(setup.CdiSpecs.Select(spec => Path.GetFileName(spec)), Is.EqualTo(new[] { "nvidia.yaml" }));
        Assert.That(setup.NotInCdi, Is.EqualTo(new[] { TestGpus.OtherUuid }));
        Assert.That(setup.MissingLinks, Is.EqualTo(new[] { "195:0", "195:1" }));
        Assert.That((setup.Runc, setup.CgroupDriver, setup.KernelLogProblem), Is.EqualTo((new Version(1, 1, 5), "systemd", (string?)null)));
    }

    [Test, CancelAfter(30_000)]
    public async Task Cdi_is_preferred_wherever_the_engine_takes_it(CancellationToken token)
    {
        Dictionary<string, RuntimeInfo> hook = new() { ["nvidia"] = new RuntimeInfo(null) };
        await File.WriteAllTextAsync(_cdi["nvidia.yaml"], "kind: nvidia.com/gpu\n", token);
        EngineInfo old = new() { Runtimes = hook };
        EngineInfo docker25 = new() { Runtimes = hook, CDISpecDirs = [_cdi[""]] };
        EngineInfo docker28 = new() { Runtimes = hook, CDISpecDirs = ["/none"], DiscoveredDevices = [new("cdi", "nvidia.com/gpu=0")] };
        EngineInfo stale = docker25 with { DiscoveredDevices = [] };

        Assert.That(await AccessAsync(old, token), Is.EqualTo(GpuAccess.DeviceRequests));
        Assert.That(await AccessAsync(docker25, token), Is.EqualTo(GpuAccess.Cdi));
        Assert.That(await AccessAsync(docker28, token), Is.EqualTo(GpuAccess.Cdi));
        Assert.That(await AccessAsync(stale, token), Is.EqualTo(GpuAccess.DeviceRequests), "an engine that lists devices lists all it has");
    }

    [Test, CancelAfter(30_000)]
    public async Task The_owner_sees_what_is_found_among_the_engines_findings(CancellationToken token)
    {
        EngineInfo info = new() { MemoryLimit = true, PidsLimit = true, CpuCfsQuota = true, SecurityOptions = ["name=seccomp"] };

        IReadOnlyList<EngineFinding> findings = (await DescribeAsync(info, token)).Findings;

        Assert.That(findings[0].Fact, Is.EqualTo("This machine has 2 NVIDIA GPU(s), and the engine cannot hand one to a container."));
        Assert.That(findings.Select(finding => finding.Weight), Is.Ordered, "the gravest first");
    }

    private async Task<GpuAccess> AccessAsync(EngineInfo info, CancellationToken token) => (await DescribeAsync(info, token)).Gpu;

    private async Task<EngineDescription> DescribeAsync(EngineInfo info, CancellationToken token) => EngineDescriber.Describe(
        info, _version, "1.44", quotaMount: false, await ReadAsync(info, token), new EgressReadiness.Ready());

    private async Task<GpuSetup> ReadAsync(EngineInfo info, CancellationToken token)
    {
        BootClock time = new();
        using GpuHost host = new(_gpus.Paths, time);
        return await new GpuSetupReader(host, time).ReadAsync(info, _version, token);
    }
}
