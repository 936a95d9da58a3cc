using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class PullPlanTests
{
    private const long Most = 1000;
    private static readonly RoomReserve _reserve = new(Bytes: 100, Files: 10);

    [TestCase(0, 1000, 1500, 0, ExpectedResult = null)]
    [TestCase(0, 1001, 9999, 0, ExpectedResult = "TooLarge", TestName = "Larger than the owner takes")]
    [TestCase(0, 1000, 1399, 0, ExpectedResult = "NoRoom", TestName = "Into what a job was promised")]
    [TestCase(0, 1000, 1400, 0, ExpectedResult = null, TestName = "Reserve, promises and image exactly")]
    [TestCase(0, 1000, 1400, 1, ExpectedResult = "NoRoom", TestName = "Into what an earlier pull wants")]
    [TestCase(900, 1000, 500, 0, ExpectedResult = null, TestName = "What has arrived is not wanted again")]
    [TestCase(1000, 1000, 399, 0, ExpectedResult = "NoRoom", TestName = "Unpacking takes room too")]
    [TestCase(0, 0, 399, 0, ExpectedResult = "NoRoom", TestName = "Nothing is known yet, and there is no room")]
    [TestCase(0, 0, 400, 0, ExpectedResult = null, TestName = "Nothing is known yet")]
    public string? A_pull_goes_on_within_the_bound_and_the_room(long here, long packed, long free, long others) => PullPlan.Decide(
        new PullProgress(here, packed, 0, 1), new RoomReading(free, 1000), _reserve, [Tenant(300)], others, Most)?.GetType().Name;

    [Test]
    public void Too_few_files_are_too_little_room() => Assert.That(
        PullPlan.Decide(new PullProgress(0, 0, 0, 0), new RoomReading(9999, 9), _reserve, [], 0, Most), Is.TypeOf<PullOutcome.NoRoom>());

    [Test]
    public void What_is_there_is_not_ended_for_want_of_room() =>
        Assert.That(PullPlan.Decide(new PullProgress(5, 5, 3, 3), new RoomReading(0, 0), _reserve, [], 0, Most), Is.Null);

    [Test]
    public void A_disk_that_cannot_be_read_ends_nothing() =>
        Assert.That(PullPlan.Decide(new PullProgress(0, 500, 0, 1), null, _reserve, [Tenant(300)], 0, Most), Is.Null);

    [TestCase(1000, ExpectedResult = false)]
    [TestCase(1001, ExpectedResult = true)]
    public bool Unpacked_it_may_turn_out_larger(long bytes) =>
        PullPlan.Decide(new ImageFacts("id", new Dictionary<string, Hash32>(), bytes, "", [], true), Most) is PullOutcome.TooLarge;

    [Test]
    public void The_submitter_reads_the_figures_and_what_to_do()
    {
        Incident tooLarge = Incidents.Of(PullPlan.Decide(new PullProgress(0, 1001, 0, 1), null, _reserve, [], 0, Most)!);
        Incident noRoom = Incidents.Of(
            PullPlan.Decide(new PullProgress(100, 900, 0, 1), new RoomReading(400, 50), _reserve, [Tenant(200)], 7, Most)!);

        Assert.That(VerdictTable.Of(tooLarge).Reason, Is.EqualTo(
            "The image is larger than the node takes: it has 1001 bytes or more, packed, and this node's owner takes images of at most "
            + "1000 bytes (containers.maxImage); make it smaller, or have a part of it as inputs"));
        Assert.That(VerdictTable.Of(noRoom).Reason, Is.EqualTo(
            "This machine has no room left: the image wants 800 bytes or more, and of 400 bytes and 50 files free on the disk, 100 and 10 "
            + "stay free, 200 bytes are promised to jobs and 7 are wanted by other images"));
    }

    [Test]
    public void Earlier_pulls_come_first()
    {
        PullBoard board = new();
        AttemptId first = new(Hash32.Random()), second = new(Hash32.Random());

        Assert.That((board.Wants(first, 5), board.Wants(second, 7)), Is.EqualTo((0, 5)));
        Assert.That((board.Wants(first, 3), board.Wants(second, 7)), Is.EqualTo((0, 3)));
        board.Ended(first);
        Assert.That((board.Wants(second, 7), board.Has(first), board.Has(second)), Is.EqualTo((0, false, true)));
    }

    private static RoomTenant Tenant(long disk) =>
        new(new AttemptId(Hash32.Random()), new DiskAllowance(new ByteSize(disk), 0), DiskUsage.None, null, false);
}
