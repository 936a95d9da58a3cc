using System.Text;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Gpus;
using DePin.NodeAgent.Kernel;

namespace DePin.NodeAgent.Tests.Gpus;

public sealed class GpuHostTests
{
    private readonly TestGpus _gpus = new();
    private readonly BootClock _time = new();

    [TearDown]
    public void Remove() => _gpus.Dispose();

    [Test, CancelAfter(10_000)]
    public async Task The_drivers_files_name_version_gpus_and_their_nodes(CancellationToken token)
    {
        using GpuHost host = new(_gpus.Paths, _time);

        GpuSight sight = await host.LookAsync(token);

        Assert.That(sight.Driver, Is.EqualTo("535.104.05"));
        Assert.That(
            sight.Gpus.Select(gpu => (gpu.Uuid, gpu.Address.ToString(), gpu.Minor)),
            Is.EqualTo(new[] { (TestGpus.Uuid, "0000:3b:00", 0), (TestGpus.OtherUuid, "0000:86:00", 1) }));
        Assert.That(
            host.NodesOf(sight.Gpus.Take(1)).Select(node => Path.GetFileName(node)),
            Is.EqualTo(new[] { "nvidia0", "nvidiactl", "nvidia-uvm" }));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_machine_without_the_driver_has_no_gpus_and_that_is_no_error(CancellationToken token)
    {
        using GpuHost host = new(new GpuPaths("/nonexistent", "/nonexistent/kmsg", "/dev"), _time);

        GpuSight sight = await host.LookAsync(token);

        Assert.That((sight.Driver, sight.Gpus.Count, sight.Xids.Count), Is.EqualTo(((string?)null, 0, 0)));
        Assert.That(sight.KernelLogProblem, Is.EqualTo("/nonexistent/kmsg: No such file or directory"));
    }

    [TestCase("")]
    [TestCase("GPU UUID: GPU-1")]
    [TestCase("GPU UUID: GPU-1\nBus Location: 0000:3b:00.0\nDevice Minor: none")]
    [TestCase("GPU UUID: ????\nBus Location: 0000:3b:00.0\nDevice Minor: 0", TestName = "A driver that still starts writes question marks")]
    [TestCase("GPU UUID: GPU-1\nBus Location: somewhere\nDevice Minor: 0")]
    public void A_gpu_that_says_too_little_is_left_out(string information) => Assert.That(HostGpu.Parse(information), Is.Null);

    [Test, CancelAfter(10_000)]
    public async Task What_was_logged_before_has_the_kernels_time_and_the_rest_the_time_of_the_look(CancellationToken token)
    {
        _gpus.Log("NVRM: Xid (PCI:0000:3b:00): 31, x", TimeSpan.FromSeconds(3));
        using GpuHost host = new(_gpus.Paths, _time);
        GpuSight first = await host.LookAsync(token);
        TimeSpan between = _time.Uptime();
        _gpus.Log("NVRM: Xid (PCI:0000:3b:00): 79, x", TimeSpan.FromSeconds(4));

        GpuSight second = await host.LookAsync(token);

        Assert.That(first.Xids.Select(xid => (xid.Number, xid.At)), Is.EqualTo(new[] { (31, TimeSpan.FromSeconds(3)) }));
        Assert.That(second.Xids.Select(xid => xid.Number), Is.EqualTo(new[] { 31, 79 }));
        Assert.That(second.Xids[1].At, Is.GreaterThanOrEqualTo(between));
    }

    [Test, CancelAfter(10_000)]
    public async Task What_a_program_writes_to_the_log_is_not_the_kernels_word(CancellationToken token)
    {
        using GpuHost host = new(_gpus.Paths, _time);
        _gpus.Log("NVRM: Xid (PCI:0000:3b:00): 79, x", priority: (1 << 3) | 4);

        Assert.That((await host.LookAsync(token)).Xids, Is.Empty);
    }

    [Test, CancelAfter(10_000)]
    public async Task A_flood_is_bounded_and_a_line_that_never_ends_is_dropped(CancellationToken token)
    {
        using GpuHost host = new(_gpus.Paths, _time);
        StringBuilder flood = new();
        for (int i = 0; i < KernelLog<XidEvent>.MaxEvents + 50; i++)
        {
            flood.Append(System.Globalization.CultureInfo.InvariantCulture, $"4,{i},0,-;NVRM: Xid (PCI:0000:3b:00): {i}, x\n");
        }

        File.AppendAllText(_gpus.Paths.KernelLog, flood.ToString());
        File.AppendAllText(_gpus.Paths.KernelLog, new string('x', 1 << 20) + "\n SUBSYSTEM=pci\n\0\n4,,,;\n;\n");
        _gpus.LogXid(79, "after it all");

        IReadOnlyList<XidEvent> seen = (await host.LookAsync(token)).Xids;

        Assert.That(seen, Has.Count.EqualTo(KernelLog<XidEvent>.MaxEvents));
        Assert.That(seen[^1].Number, Is.EqualTo(79));
    }

    [Test, CancelAfter(10_000)]
    public async Task This_machines_own_log_is_read_or_the_reason_is_named(CancellationToken token)
    {
        using GpuHost host = new(GpuPaths.Linux, _time);

        GpuSight sight = await host.LookAsync(token);

        bool readable = Environment.IsPrivilegedProcess && File.Exists("/dev/kmsg");
        Assert.That(sight.KernelLogProblem, readable ? Is.Null : Does.StartWith("/dev/kmsg: "));
    }
}
