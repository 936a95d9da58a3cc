using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class RoomPlanTests
{
    private static readonly RoomReserve _reserve = new(Bytes: 100, Files: 10);

    [TestCase(1000, ExpectedResult = "Ample")]
    [TestCase(500, ExpectedResult = "Ample", TestName = "Reserve and promises exactly")]
    [TestCase(499, ExpectedResult = "Short")]
    [TestCase(100, ExpectedResult = "Short")]
    [TestCase(99, ExpectedResult = "Full")]
    public string Room_is_what_is_free_beyond_the_reserve_and_the_promises(long free) =>
        RoomPlan.Decide(new RoomReading(free, 1000), _reserve, [Tenant(1, disk: 300), Tenant(2, disk: 300, named: 200)]).GetType().Name;

    [Test]
    public void A_job_that_has_more_than_its_disk_takes_no_promise_from_another() => Assert.That(
        RoomPlan.Decide(new RoomReading(399, null), _reserve, [Tenant(1, disk: 300), Tenant(2, disk: 300, named: 900)]),
        Is.InstanceOf<RoomState.Short>());

    [Test]
    public void Too_few_files_are_too_little_room() => Assert.That(
        RoomPlan.Decide(new RoomReading(1L << 40, 9), _reserve, []), Is.EqualTo(new RoomState.Full(
            "1099511627776 bytes and 9 files free, less than the 100 bytes and 10 files that stay free", null)));

    [Test]
    public void Who_is_seen_to_hold_nameless_files_goes_first_then_who_came_last()
    {
        RoomTenant old = Tenant(1), young = Tenant(2), holder = Tenant(0, nameless: 1);

        Assert.That(Suspect(old, young, holder), Is.EqualTo(holder.Id));
        Assert.That(Suspect(old, young), Is.EqualTo(young.Id));
    }

    [Test]
    public void Nobody_goes_while_an_image_is_pulled() =>
        Assert.That(Suspect(Tenant(1), Tenant(2) with { StartedAt = null, Pulls = true }), Is.Null);

    [TestCase(411, ExpectedResult = "Short")]
    [TestCase(412, ExpectedResult = "Ample")]
    public string What_the_engine_keeps_of_a_log_is_promised_too(long free) =>
        RoomPlan.Decide(new RoomReading(free, null), _reserve, [Tenant(1, disk: 300) with { LogBytes = 12 }]).GetType().Name;

    [Test]
    public void One_goes_at_a_time_and_only_one_that_runs()
    {
        RoomTenant waits = Tenant(9) with { StartedAt = null };

        Assert.That(Suspect(Tenant(1), Tenant(2) with { Leaving = true }), Is.Null);
        Assert.That(Suspect(waits), Is.Null);
    }

    [TestCase(0, 1 << 16)]
    [TestCase(64L << 20, 1 << 16)]
    [TestCase(10L << 30, 655_360)]
    [TestCase(1L << 50, 4 << 20)]
    public void Files_go_with_the_disk(long disk, long files) =>
        Assert.That(DiskAllowance.Of(new ByteSize(disk)).Files, Is.EqualTo(files));

    [Test]
    public void A_job_over_its_disk_is_told_what_of_it_has_no_name()
    {
        var allowed = DiskAllowance.Of(new ByteSize(1 << 20));

        Assert.That(allowed.Exceeded(new DiskUsage(1 << 20, 0, 5)), Is.Null);
        Assert.That(allowed.Exceeded(new DiskUsage(5, 1 << 20, 5))!.Stop(7), Is.EqualTo(new StopOrder(
            StopCause.Disk, "The job wrote 1048581 bytes (1048576 of them in files that it deleted and still holds open), "
            + "more than its disk of 1MiB, and was stopped", 7)));
        Assert.That(allowed.Exceeded(new DiskUsage(5, 0, 65_537))!.Stop(7).Cause, Is.EqualTo(StopCause.Files));
    }

    [TestCase(0, 40, ExpectedResult = false, TestName = "Less than half of what is left")]
    [TestCase(0, 60, ExpectedResult = true, TestName = "More than half of what is left")]
    [TestCase(80, 12, ExpectedResult = true, TestName = "The less is left, the sooner")]
    [TestCase(99, 3, ExpectedResult = false, TestName = "But not for each byte")]
    [TestCase(150, 7, ExpectedResult = true, TestName = "Also where nothing is left")]
    [TestCase(0, -60, ExpectedResult = false, TestName = "Others made room")]
    public bool A_disk_that_fills_fast_is_measured_sooner(long had, long taken) => DiskAllowance.Of(new ByteSize(100 << 20)).MayBeExceeded(
        new DiskUsage(had << 20, 0, 0), new RoomReading(1L << 40, null), new RoomReading((1L << 40) - (taken << 20), null));

    private static AttemptId? Suspect(params RoomTenant[] tenants) =>
        ((RoomState.Full)RoomPlan.Decide(new RoomReading(0, null), _reserve, tenants)).Suspect;

    private static RoomTenant Tenant(long startedAt, long disk = 0, long named = 0, long nameless = 0) => new(
        new AttemptId(Hash32.Random()), new DiskAllowance(new ByteSize(disk), 0), new DiskUsage(named, nameless, null), startedAt, false);
}
