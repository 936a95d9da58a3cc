using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Tests.Containers;
using DePin.NodeAgent.Tests.Gpus;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A real container on the real engine loses its device as a daemon-reload of systemd makes it lose its GPU: its rule goes from its control
/// group, and nothing else changes. A harmless device that every container has stands for the GPU.
/// </summary>
public sealed class GpuLossTests
{
    private static readonly TimeSpan _promised = TimeSpan.FromMinutes(1);
    private readonly TestNode _node = new();
    private readonly BootClock _time = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test, CancelAfter(300_000)]
    public async Task A_device_rule_that_goes_becomes_a_host_fault_within_a_minute(CancellationToken token)
    {
        await using DockerHarness docker = new();
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        var image = new TestImage(TestEngine.BusyboxLayer());
        await registry.PushAsync("job", "1", image, token);
        EngineImage pinned = EngineImage.Parse($"{registry.Host}/job").At(image.ManifestDigest);

        // The engine here has no GPU to hand out: the lease names one, the container gets what stands for it.
        var engine = new GuardedEngine(() => { }, docker.Runtime) { Adapt = spec => spec with { Gpus = [] } };
        _node.Rules = new AgentRules();
        Lease lease = _node.Scheduler.Grant(
            _node.Spec with
            {
                Image = DePin.Protocol.Jobs.ImageReference.Parse(pinned.ToString()),
                Command = ["/bin/sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.05; done"],
            },
            gpus: TestGpus.Uuid);
        try
        {
            await _node.WorkUntilAsync(engine, work => LoseAsync(work, docker, lease, token), token);
        }
        finally
        {
            await docker.Runtime.RemoveAsync(TestNode.Container(lease), CancellationToken.None);
            await docker.Runtime.RemoveImageAsync(pinned, CancellationToken.None);
        }

        VerdictEvidence verdict = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict;
        Assert.That((verdict.Outcome, verdict.Code), Is.EqualTo((Outcome.HostFault, "gpu_lost")));
        Assert.That(verdict.Evidence, Has.Some.Contains("may not open").And.Some.Contains("any more (EPERM)"));
        Assert.That(_node.Message(lease).ExitCode, Is.EqualTo(7), "it was asked to stop, and could still say something");
    }

    private async Task LoseAsync(NodeWork work, DockerHarness docker, Lease lease, CancellationToken token)
    {
        await _node.RunningAsync(token);
        ContainerName name = TestNode.Container(lease);
        Assert.That(await docker.Runtime.ProbeDevicesAsync(name, [_node.Gpus.Node], token), Is.EqualTo(new DeviceAccess.Open()));
        await TakeAwayAsync(docker, name, token);
        long lost = _time.GetTimestamp();
        await TestNode.ReachedAsync(work, lease, state => state is not AttemptState.Running, token);
        TimeSpan took = _time.GetElapsedTime(lost);
        TestContext.Out.WriteLine($"lost, found and stopped within {took.TotalSeconds:0.0} s");
        Assert.That(took, Is.LessThan(_promised));
        await TestNode.EndedAsync(work, lease, token);
    }

    /// <summary>What a daemon-reload does to a device that systemd does not know of.</summary>
    private static async Task TakeAwayAsync(DockerHarness docker, ContainerName name, CancellationToken token)
    {
        int process = (await docker.Engine.Containers.FindAsync(name.ToString(), withSize: false, token))!.State.Pid;
        string[] mounts = await File.ReadAllLinesAsync("/proc/self/mountinfo", token);
        string? folder = CgroupFolder.Find(mounts, await File.ReadAllLinesAsync($"/proc/{process}/cgroup", token), "devices");
        string deny = Path.Combine(folder ?? "", "devices.deny");
        if (!File.Exists(deny))
        {
            Assert.Ignore("Device rules of version 2 are programs in the kernel; this test takes away those of version 1: files.");
        }

        await File.WriteAllTextAsync(deny, "c 1:7 rwm", token);
    }
}
