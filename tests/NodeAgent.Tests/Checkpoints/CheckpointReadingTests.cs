using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>Reading a checkpoint out of a container costs its job, its node and its lease no more than it has to.</summary>
internal sealed class CheckpointReadingTests : IDisposable
{
    private readonly SavingNode _saving = new();

    private TestNode Node => _saving.Node;

    public void Dispose() => _saving.Dispose();

    [TestCase(StopCause.LeaseExpiring)]
    [TestCase(StopCause.Cancelled)]
    [TestCase(StopCause.Timeout)]
    [TestCase(StopCause.Room)]
    [CancelAfter(30_000)]
    public async Task A_stop_ends_a_read_under_way_and_does_not_wait_for_it(StopCause cause, CancellationToken token)
    {
        var reading = new TaskCompletionSource<StalledStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = new GuardedEngine(() => { }, Node.Engine)
        {
            // An engine holds a container's lock as long as its archive is read.
            Archive = (path, archive) => path.EndsWith("model.bin", StringComparison.Ordinal) && !reading.Task.IsCompleted
                ? Stall(archive, reading)
                : archive,
            BeforeStop = async () => await (await reading.Task).Closed,
        };
        Lease lease = _saving.Grant();
        await Node.WorkUntilAsync(
            engine,
            async work =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, TestNode.Container(lease));
                await (await reading.Task.WaitAsync(token)).Stalled.WaitAsync(token);
                work.Journal.OrderStop(lease.Attempt, new StopOrder(cause, "It has to go", 1));
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Node.Scheduler.Violations, Is.Empty);
        Assert.That(Node.Engine.Calls.Count(call => call.StartsWith("stop ", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Files_longer_than_all_the_job_has_on_its_disk_are_holes_and_are_not_read(CancellationToken token)
    {
        Node.Rules = Node.Rules with { CheckpointSlackBytes = 0 };
        Lease lease = _saving.Grant();
        await Node.WorkUntilAsync(
            async _ =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, TestNode.Container(lease));
                await Node.Scheduler.UntilAsync(() => Node.Scheduler.Events.OfType<CheckpointMissing>().Any(), token);
            },
            token);

        Assert.That(
            Node.Scheduler.Events.OfType<CheckpointMissing>().Single().Reason,
            Does.EndWith("model.bin has 1500 bytes, and there is room for 0: the job's whole disk takes 0 bytes: write no holes"));
        Assert.That(_saving.Checkpoints.Reports, Is.Empty);
    }

    [Test]
    public void A_torn_checkpoint_is_read_again_after_rests_that_double_until_its_manifest_changes()
    {
        CheckpointLook.Incomplete Torn(int step) => new("it is torn", new SavedState(step).Name);
        TornCheckpoint? After(TornCheckpoint? before, CheckpointLook look, int now) =>
            TornCheckpoint.After(before, look, TimeSpan.FromSeconds(now), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

        TornCheckpoint first = After(null, Torn(1), 10)!;
        TornCheckpoint second = After(first, Torn(1), 20)!;
        Assert.That(After(first, first.Look, 10), Is.SameAs(first), "it was not read");
        Assert.That((first.Until, second.Until), Is.EqualTo((TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(22))));
        Assert.That(After(second, Torn(1), 30)!.Rest, Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(After(second, Torn(2), 30)!.Rest, Is.EqualTo(TimeSpan.FromSeconds(1)), "another one");
        Assert.That(After(second, new CheckpointLook.Unchanged(), 30), Is.Null);
    }

    private static StalledStream Stall(Stream archive, TaskCompletionSource<StalledStream> reading)
    {
        var stalled = new StalledStream(archive, 1600);
        reading.SetResult(stalled);
        return stalled;
    }
}
