using DePin.Attestation.Evidence;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Tests.Checkpoints;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>The agent dies before or after each step of a checkpoint's way: none is reported twice, out of order, or half.</summary>
public sealed class CheckpointCrashTests
{
    public static readonly Step[] Steps =
    [
        Step.SignalCheckpoint, Step.ReadCheckpoint, Step.JournalCheckpoint, Step.SendCheckpoint, Step.ReportCheckpoint,
        Step.JournalCheckpointSent, Step.JournalCheckpointMissing, Step.FetchCheckpoint,
    ];

    private static IEnumerable<TestCaseData> EveryStep() =>
        from step in Steps.Except([Step.FetchCheckpoint, Step.JournalCheckpointMissing])
        from moment in Enum.GetValues<StepMoment>()
        from occurrence in new[] { 1, 2 }
        select new TestCaseData(step, moment, occurrence);

    [TestCaseSource(nameof(EveryStep))]
    [CancelAfter(60_000)]
    public async Task Killed_at_any_step_the_agent_reports_each_checkpoint_once_and_in_order(
        Step step, StepMoment moment, int occurrence, CancellationToken token)
    {
        using TestNode node = Node();
        Lease lease = Grant(node);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task job = SaveAsync(node, lease, step == Step.SignalCheckpoint ? occurrence : 0, done.Token);

        bool died = await Life.LiveAsync(node, lease, new Life(step, moment, occurrence), token);
        await Life.LiveAsync(node, lease, new Life(null, StepMoment.Before, 0), token);
        await job;

        Assert.That(died, Is.True, $"the job never came {moment} {step} a time {occurrence}");
        Assert.That(node.Scheduler.Violations, Is.Empty);
        Assert.That(node.Scheduler.Checkpoints.Reports.Select(one => one.Report.Number), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(node.Scheduler.Checkpoints.Last!.Manifest, Is.EqualTo(new SavedState(3).Name));
        IReadOnlyList<CheckpointEvidence> evidence =
            EvidenceStatement.Parse(node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Checkpoints;
        Assert.That(evidence[^1].Link, Is.EqualTo(node.Scheduler.Checkpoints.Last!.Link));
        Assert.That(Directory.GetDirectories(Path.Combine(node.StateDirectory, "attempts")), Is.Empty);
    }

    [TestCase(Step.JournalCheckpoint, StepMoment.After, TestName = "Nothing of it was sent")]
    [TestCase(Step.ReportCheckpoint, StepMoment.Before, TestName = "It was sent and not reported")]
    [TestCase(Step.ReportCheckpoint, StepMoment.After, TestName = "It was reported and the reply was lost")]
    [CancelAfter(60_000)]
    public async Task A_power_cut_that_takes_the_spool_loses_no_checkpoint_that_the_scheduler_has(
        Step step, StepMoment moment, CancellationToken token)
    {
        using TestNode node = Node();
        Lease lease = Grant(node);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task job = SaveAsync(node, lease, 0, done.Token);

        await Life.LiveAsync(node, lease, new Life(step, moment, 1), token);
        Directory.Delete(Path.Combine(node.StateDirectory, "attempts", lease.Attempt.ToString(), "checkpoints"), recursive: true);
        await Life.LiveAsync(node, lease, new Life(null, StepMoment.Before, 0), token);
        await job;

        string[] asked = step == Step.JournalCheckpoint ? ["checkpoint 1 was reported before all of it was delivered"] : [];
        Assert.That(node.Scheduler.Violations, Is.EqualTo(asked), "only to ask does it report what it has not sent");
        Assert.That(node.Scheduler.Checkpoints.Reports.Select(one => one.Report.Number), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(
            EvidenceStatement.Parse(node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Checkpoints
                .Select(one => one.Number),
            Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [TestCase(StepMoment.Before, 1)]
    [TestCase(StepMoment.After, 1)]
    [TestCase(StepMoment.Before, 3)]
    [CancelAfter(60_000)]
    public async Task Killed_while_it_fetches_a_checkpoint_the_agent_fetches_the_rest(
        StepMoment moment, int occurrence, CancellationToken token)
    {
        using TestNode node = Node();
        node.Job = node.Job with { ExitCode = 0 };
        foreach (byte[] content in new SavedState(5).Files.Values)
        {
            node.Scheduler.Checkpoints.Contents[DePin.Protocol.Jobs.ContentHash.Of(content)] = content;
        }

        node.Scheduler.Checkpoints.Last = new SavedCheckpoint(7, new SavedState(5).Name, default, 1, 1, 1);
        Lease lease = Grant(node);

        bool died = await Life.LiveAsync(node, lease, new Life(Step.FetchCheckpoint, moment, occurrence), token);
        await Life.LiveAsync(node, lease, new Life(null, StepMoment.Before, 0), token);

        Assert.That(died, Is.True);
        Assert.That(node.Message(lease).Outcome, Is.EqualTo(Attestation.Messages.Outcome.Succeeded));
        Assert.That(node.Engine.Calls.Count(call => call.StartsWith("place ", StringComparison.Ordinal)), Is.GreaterThan(0));
    }

    private static TestNode Node() => new()
    {
        Job = new FakeJob { ExitCode = null, Log = "hello\n"u8.ToArray() },
        Rules = TestNode.Fast with
        {
            LookForCheckpointEvery = TimeSpan.FromMilliseconds(5),
            LookForCheckpointAtLeast = TimeSpan.FromMilliseconds(5),
        },
    };

    private static Lease Grant(TestNode node) =>
        node.Scheduler.Grant(node.Spec with { Checkpoint = SavedState.Policy });

    /// <summary>The job: once it was asked so often, it writes the next checkpoint when the one before is safe, then ends.</summary>
    private static async Task SaveAsync(TestNode node, Lease lease, int signals, CancellationToken token)
    {
        await node.RunningAsync(token);
        await TestNode.UntilAsync(() => node.Engine.SignalsOf(TestNode.Container(lease)).Count >= signals, token);
        for (int step = 1; step <= 3; step++)
        {
            new SavedState(step).Write(node.Engine, TestNode.Container(lease));
            await node.Scheduler.UntilAsync(() => node.Scheduler.Checkpoints.Reports.Count >= step, token);
        }

        node.Engine.End(TestNode.Container(lease), 0);
    }
}
