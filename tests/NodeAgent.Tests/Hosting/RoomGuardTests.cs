using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>A disk that fills up beside, or by, jobs; with a disk that says what the test wants and an engine in memory.</summary>
public sealed class RoomGuardTests
{
    private const long Disk = 10 << 20;
    private const long Spooled = 50 << 20;
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [TestCase(50L << 20, ExpectedResult = "disk", TestName = "A job that hid more than its disk is to blame")]
    [TestCase(0L, ExpectedResult = "host_disk_full", TestName = "A job whose end frees nothing is not to blame")]
    [CancelAfter(30_000)]
    public async Task<string> Blame_is_what_came_back(long hidden, CancellationToken token)
    {
        await _node.Engine.PullAsync(_node.Image, null, token);
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        _node.Room.Says = () => Running() ? Full : Full with { FreeBytes = Full.FreeBytes + hidden };

        await _node.FinishAsync(lease, token);

        WorkEvidence evidence = Evidence(lease);
        Assert.That(
            _node.Message(lease).Outcome, Is.EqualTo(hidden > Disk ? Outcome.JobFault : Outcome.HostFault), evidence.Verdict.Text);
        Assert.That(evidence.LimitsHit.Select(it => it.Limit), Is.EqualTo(hidden > Disk ? new[] { "disk" } : []));
        Assert.That(_node.Engine.Calls.Count(call => call.StartsWith("stop ", StringComparison.Ordinal)), Is.EqualTo(1));
        return evidence.Verdict.Code;
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_the_agents_own_spool_gave_back_the_job_did_not_hide(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        string spooled = Path.Combine(_node.StateDirectory, "attempts", "delivered");
        _node.Room.Says = () =>
        {
            if (Running())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(spooled)!);
                using FileStream file = File.Create(spooled);
                file.SetLength(Spooled);
                return Full;
            }

            if (!File.Exists(spooled) && !_node.Engine.Snapshots.Any())
            {
                return FakeRoom.Plenty;
            }

            File.Delete(spooled);
            return Full with { FreeBytes = Full.FreeBytes + Spooled };
        };

        await _node.FinishAsync(lease, token);

        Assert.That(Evidence(lease).Verdict.Code, Is.EqualTo("host_disk_full"));
    }

    [TestCase(true, ExpectedResult = Outcome.Succeeded)]
    [TestCase(false, ExpectedResult = Outcome.HostFault)]
    [CancelAfter(30_000)]
    public async Task<Outcome> Outputs_wait_for_room_rather_than_touch_the_reserve(bool comesBack, CancellationToken token)
    {
        _node.Job = _node.Job with { Files = new Dictionary<string, byte[]> { ["/out/model"] = new byte[100] } };
        JobSpec spec = _node.Spec with { Outputs = [ContainerPath.Parse("/out")] };
        Lease lease = _node.Scheduler.Grant(spec);
        int looks = 0;
        _node.Room.Says = () =>
        {
            bool ended = _node.Engine.Snapshots.Any(container => container.State is ContainerState.Exited);
            looks += ended ? 1 : 0;
            return ended && !(comesBack && looks > 2) ? Full with { FreeBytes = RoomReserve.LeastBytes + 99 } : FakeRoom.Plenty;
        };

        await _node.FinishAsync(lease, token);

        Assert.That(Evidence(lease).Verdict.Code, Is.EqualTo(comesBack ? "succeeded" : "host_disk_full"), Evidence(lease).Verdict.Text);
        return _node.Message(lease).Outcome;
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Jobs_go_one_at_a_time_until_there_is_room_and_no_further(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        List<Lease> leases = [.. Enumerable.Range(0, 3).Select(_ => _node.Scheduler.Grant(_node.Spec))];
        int all = leases.Count;
        bool filled = false;

        // The disk is full while three run, and not with two.
        _node.Room.Says = () => filled && RunningNow() == all ? Full : FakeRoom.Plenty;
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.Scheduler.UntilAsync(
                    () => _node.Scheduler.Events.OfType<PhaseChanged>().Count(told => told.Phase == AttemptPhase.Running) == all, token);
                filled = true;
                await TestNode.UntilAsync(() => leases.Any(lease => _node.Scheduler.Lease(lease.Attempt).Envelope is not null), token);
                Assert.That(RunningNow(), Is.EqualTo(all - 1));
                leases.FindAll(lease => _node.Scheduler.Lease(lease.Attempt).Envelope is null)
                    .ForEach(lease => _node.Engine.End(TestNode.Container(lease), 0));
                await Task.WhenAll(leases.Select(lease => TestNode.EndedAsync(work, lease, token)));
            },
            token);

        Assert.That(leases.Count(lease => _node.Message(lease).Outcome == Outcome.Succeeded), Is.EqualTo(all - 1));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Without_room_for_every_promise_nothing_runs_worse_but_no_new_work_is_asked_for(CancellationToken token)
    {
        await _node.Engine.PullAsync(_node.Image, null, token);
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        _node.Room.Says = () => Full with { FreeBytes = RoomReserve.LeastBytes + Disk - 1 };
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                await TestNode.UntilAsync(() => work.Room.State is RoomState.Short, token);
                await TestNode.UntilAsync(() => _node.Scheduler.LastSync?.Accepting == false, token);
                _node.Room.Says = () => FakeRoom.Plenty;
                await TestNode.UntilAsync(() => _node.Scheduler.LastSync?.Accepting == true, token);
                _node.Engine.End(TestNode.Container(lease), 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    [TestCase(20L << 20, 0, "disk")]
    [TestCase(0, 70_000, "files")]
    [CancelAfter(30_000)]
    public async Task Deleted_files_and_empty_files_count(long nameless, int empty, string limit, CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null, NamelessBytes = nameless, EmptyFiles = empty };
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That(Evidence(lease).Verdict.Code, Is.EqualTo(limit));
        Assert.That(Evidence(lease).LimitsHit.Select(it => it.Limit), Is.EqualTo(new[] { limit }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_job_that_is_quicker_than_the_meter_is_measured_at_its_end(CancellationToken token)
    {
        _node.Rules = TestNode.Fast with { MeasureDiskEvery = TimeSpan.FromHours(1) };
        _node.Job = _node.Job with { Files = new Dictionary<string, byte[]> { ["/big"] = new byte[Disk + 1] } };
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        WorkEvidence evidence = Evidence(lease);
        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That((evidence.Verdict.Code, evidence.Usage.DiskBytes), Is.EqualTo(("disk", (long?)Disk + 1)));
        Assert.That(evidence.LimitsHit.Select(it => it.Limit), Is.EqualTo(new[] { "disk" }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_nobody_counted_is_no_figure(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        Assert.That((Evidence(lease).Usage.PeakMemoryBytes, Evidence(lease).Usage.CpuMilliseconds), Is.EqualTo(((long?)null, (long?)null)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_disk_that_fills_fast_is_not_waited_for(CancellationToken token)
    {
        _node.Rules = TestNode.Fast with { MeasureDiskEvery = TimeSpan.FromHours(1), WatchDiskEvery = TimeSpan.FromMilliseconds(5) };
        _node.Job = _node.Job with { ExitCode = null, NamelessBytes = 2 * Disk };
        bool fills = false;
        _node.Room.Says = () => fills && Running()
            ? FakeRoom.Plenty with { FreeBytes = FakeRoom.Plenty.FreeBytes - Disk }
            : FakeRoom.Plenty;
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
                Assert.That(_node.Engine.Calls, Has.None.StartsWith("disk "), "nothing fell");
                fills = true;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Evidence(lease).Verdict.Code, Is.EqualTo("disk"));
    }

    [Test]
    public void The_machines_own_disk_is_read()
    {
        RoomReading now = new HostRoom(() => "/").Read()!;

        Assert.That(now.FreeBytes, Is.EqualTo(new DriveInfo("/").AvailableFreeSpace).Within(1L << 30));
        Assert.That(now.FreeFiles, Is.Null.Or.GreaterThan(0));
        Assert.That(new HostRoom(() => "/no/such/place").Read(), Is.Null);
    }

    private static RoomReading Full { get; } = new(RoomReserve.LeastBytes - 1, 1 << 24);

    private bool Running() => RunningNow() > 0;

    private int RunningNow() => _node.Engine.Snapshots.Count(container => container.State is ContainerState.Running);

    private WorkEvidence Evidence(Lease lease) =>
        EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;
}
