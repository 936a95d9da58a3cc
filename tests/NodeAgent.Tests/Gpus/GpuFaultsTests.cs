using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers.Devices;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Tests.Gpus;

public sealed class GpuFaultsTests
{
    private static readonly TimeSpan _start = TimeSpan.FromSeconds(100);
    private static readonly HostGpu _gpu = new(TestGpus.Uuid, Address("0000:3b:00"), 0);
    private static readonly HostGpu _other = new(TestGpus.OtherUuid, Address("0000:86:00"), 1);
    private static readonly GpuSight _well = new() { Driver = "535.104.05", Gpus = [_gpu, _other] };

    private static readonly GpuRun _run = new()
    {
        Leased = [_gpu.Uuid],
        StartedAt = _start,
        First = _well,
        Last = _well,
        Access = new DeviceAccess.Open(),
    };

    private static IEnumerable<XidMeaning> Xids => XidTable.Known;

    [TestCaseSource(nameof(Xids))]
    public void Each_error_of_the_driver_is_laid_to_one_side_or_decides_nothing(XidMeaning xid)
    {
        GpuRun run = _run with { Last = _well with { Xids = [Xid(xid.Number)] } };
        Type? expected = xid.Kind switch
        {
            XidKind.Memory => typeof(Incident.GpuMemory),
            XidKind.Lost => typeof(Incident.GpuLost),
            XidKind.Device => typeof(Incident.GpuFailed),
            _ => null,
        };

        Assert.That(GpuFaults.Explaining(run)?.GetType(), Is.EqualTo(expected), "of a run that failed");
        Assert.That(GpuFaults.Ending(run)?.GetType(), Is.EqualTo(xid.Ends ? expected : null), "of a run that goes well so far");
        Assert.That(GpuFaults.Facts(run).Single(), Does.StartWith($"Xid {xid.Number} on {_gpu.Uuid} (0000:3b:00) after 5.0 s, {xid.What}"));
    }

    [Test]
    public void The_table_lays_the_errors_that_everybody_knows_to_whom_nvidia_does()
    {
        Assert.That(Numbers(XidKind.Program), Is.SupersetOf(new[] { 13, 31, 43 }));
        Assert.That(Numbers(XidKind.Memory), Is.SupersetOf(new[] { 48, 63, 64, 94, 95 }));
        Assert.That(Numbers(XidKind.Device), Is.SupersetOf(new[] { 62, 74, 119, 120 }));
        Assert.That(Numbers(XidKind.Lost), Is.EqualTo(new[] { 79 }));
        Assert.That(XidTable.Of(45).Kind, Is.EqualTo(XidKind.Unclear), "it follows a kill as well as an error");
        Assert.That(XidTable.Of(9999).Kind, Is.EqualTo(XidKind.Unclear), "a number of a later driver");
        Assert.That(XidTable.Known.Where(xid => xid.Ends).All(xid => xid.IsHosts), Is.True, "a job is never stopped for its own error");
    }

    [Test]
    public void The_machines_error_decides_where_the_programs_is_there_too()
    {
        GpuRun run = _run with { Last = _well with { Xids = [Xid(31), Xid(119), Xid(43)] } };

        Assert.That(GpuFaults.Explaining(run), Is.TypeOf<Incident.GpuFailed>());
        Assert.That(GpuFaults.Facts(run), Has.Count.EqualTo(3), "the evidence has them all");
    }

    [Test]
    public void The_cause_goes_before_what_follows_from_it()
    {
        GpuSight last = _well with { Driver = null, Gpus = [], Xids = [Xid(79)] };
        GpuRun run = _run with { Last = last, Access = new DeviceAccess.Refused("/dev/nvidia0") };

        Assert.That(GpuFaults.Ending(run)!.Detail, Does.Contain("Xid 79"));
        Assert.That(GpuFaults.Ending(run with { Last = run.Last with { Xids = [] } }), Is.TypeOf<Incident.GpuDriverChanged>());
    }

    [TestCase("0000:86:00", 5, TestName = "On another job's GPU")]
    [TestCase("0000:3b:00", -1, TestName = "Before the run")]
    [TestCase("0000:3b:00", 61, TestName = "After the job was told to stop")]
    public void An_error_elsewhere_or_at_another_time_is_not_the_runs(string address, int second)
    {
        XidEvent xid = new(Address(address), 79, "GPU has fallen off the bus.", _start + TimeSpan.FromSeconds(second));
        GpuRun run = _run with { Last = _well with { Xids = [xid] }, Until = _start + TimeSpan.FromSeconds(60) };

        Assert.That(GpuFaults.Explaining(run), Is.Null);
        Assert.That(GpuFaults.Facts(run), Is.Empty);
    }

    [Test]
    public void A_gpu_that_the_driver_no_longer_lists_is_lost()
    {
        Assert.That(GpuFaults.Ending(_run with { Last = _well with { Gpus = [_other] } }), Is.TypeOf<Incident.GpuLost>());
        Assert.That(GpuFaults.Ending(_run with { Last = _well with { Gpus = [_gpu] } }), Is.Null, "another job's");
    }

    [TestCase(null)]
    [TestCase("550.54.14")]
    public void A_driver_that_was_unloaded_or_upgraded_under_the_job_is_the_machines_doing(string? now)
    {
        Incident? incident = GpuFaults.Ending(_run with { Last = _well with { Driver = now } });

        Assert.That(incident, Is.TypeOf<Incident.GpuDriverChanged>());
        Assert.That(incident!.Detail, Does.Contain("535.104.05").And.Contain(now ?? "none"));
    }

    [Test]
    public void Only_a_refused_node_is_a_loss()
    {
        GpuRun blind = _run with { Access = new DeviceAccess.Unknown("it is too dark") };

        Assert.That(GpuFaults.Ending(_run with { Access = new DeviceAccess.Refused("/dev/nvidia0") }), Is.TypeOf<Incident.GpuLost>());
        Assert.That(GpuFaults.Ending(blind), Is.Null);
        Assert.That(GpuFaults.Facts(blind), Is.EqualTo(new[] { "access to GPUs not probed: it is too dark" }));
    }

    [Test]
    public void What_could_not_be_seen_is_said()
    {
        GpuRun run = _run with { Leased = ["MIG-1"], Last = _well with { KernelLogProblem = "/dev/kmsg: Operation not permitted" } };

        Assert.That(GpuFaults.Explaining(run), Is.Null);
        Assert.That(GpuFaults.Facts(run), Is.EqualTo(new[]
        {
            "GPU driver's errors not seen: /dev/kmsg: Operation not permitted",
            "errors of MIG-1 not told apart: the driver lists no such GPU",
        }));
    }

    [Test]
    public void A_run_without_gpus_is_never_judged_by_them()
    {
        GpuRun run = _run with { Leased = [], Last = new GpuSight(), Access = new DeviceAccess.Refused("/dev/nvidia0") };

        Assert.That((GpuFaults.Explaining(run), GpuFaults.Facts(run).Count), Is.EqualTo(((Incident?)null, 0)));
    }

    [Test]
    public void The_evidence_is_bounded() => Assert.That(
        GpuFaults.Facts(_run with { Last = _well with { Xids = [.. Enumerable.Repeat(Xid(31), 250)] } }),
        Has.Count.EqualTo(GpuFaults.MaxNamed + 1).And.Some.EqualTo("and 240 more errors of the GPU driver"));

    private static int[] Numbers(XidKind kind) => [.. XidTable.Known.Where(xid => xid.Kind == kind).Select(xid => xid.Number)];

    private static XidEvent Xid(int number) => new(_gpu.Address, number, "words", _start + TimeSpan.FromSeconds(5));

    private static PciAddress Address(string text) =>
        PciAddress.TryParse(text, out PciAddress address) ? address : throw new FormatException(text);
}
