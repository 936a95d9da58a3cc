using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>The agent dies before or after each step of a job's life, is started again, and comes to the same end.</summary>
public sealed class CrashTests
{
    private static readonly byte[] _input = new byte[5000];

    /// <summary>Steps that an undisturbed job without a stop and without checkpoints does not take.</summary>
    private static readonly Step[] _elsewhere =
    [
        Step.JournalStop, Step.StopContainer, Step.JournalLost, Step.JournalForgotten, Step.RemoveOrphan, Step.JournalRenewal,
        .. CheckpointCrashTests.Steps,
    ];

    private static IEnumerable<TestCaseData> EveryStep() =>
        from step in Enum.GetValues<Step>().Except(_elsewhere)
        from moment in Enum.GetValues<StepMoment>()
        from occurrence in new[] { 1, 2 }
        select new TestCaseData(step, moment, occurrence);

    [TestCaseSource(nameof(EveryStep))]
    [CancelAfter(60_000)]
    public async Task Killed_at_any_step_the_agent_comes_to_the_same_end(
        Step step, StepMoment moment, int occurrence, CancellationToken token)
    {
        using TestNode node = new();
        node.Scheduler.Contents[ContentHash.Of(_input)] = _input;
        Lease lease = node.Scheduler.Grant(
            node.Spec with
            {
                Image = Protocol.Jobs.ImageReference.Parse("registry.test/job:1"),
                Inputs = new ValueMap<ContainerPath, ContentHash>([new(ContainerPath.Parse("/inputs/data"), ContentHash.Of(_input))]),
            });

        bool died = await Life.LiveAsync(node, lease, new Life(step, moment, occurrence), token);
        await Life.LiveAsync(node, lease, new Life(null, StepMoment.Before, 0), token);

        Assert.That(died || occurrence > 1, Is.True, $"the job never came {moment} {step}");
        await AssertTheSameEndAsync(node, lease, token);
    }

    [TestCase(Step.JournalStop, StepMoment.Before)]
    [TestCase(Step.JournalCommand, StepMoment.After)]
    [TestCase(Step.StopContainer, StepMoment.Before)]
    [TestCase(Step.StopContainer, StepMoment.After)]
    [TestCase(Step.JournalExited, StepMoment.Before)]
    [CancelAfter(60_000)]
    public async Task Killed_while_a_job_is_stopped_the_agent_stops_it_all_the_same(Step step, StepMoment moment, CancellationToken token)
    {
        using TestNode node = new();
        node.Job = node.Job with { ExitCode = null };
        Lease lease = node.Scheduler.Grant(node.Spec with { Timeout = TimeSpan.FromSeconds(1) });

        await Life.LiveAsync(node, lease, new Life(step, moment, 1), token);
        await Life.LiveAsync(node, lease, new Life(null, StepMoment.Before, 0), token);

        Assert.That(node.Message(lease).Outcome, Is.EqualTo(Attestation.Messages.Outcome.JobFault));
        Assert.That(node.Scheduler.Violations, Is.Empty);
        Assert.That((await node.Engine.ListAsync(token)).Containers, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_container_keeps_running_while_the_agent_is_away_and_is_adopted(CancellationToken token)
    {
        using TestNode node = new();
        node.Job = node.Job with { ExitCode = null };
        Lease lease = node.Scheduler.Grant(node.Spec);
        ContainerName name = TestNode.Container(lease);
        await node.WorkUntilAsync(_ => node.Scheduler.UntilAsync(() => node.Scheduler.Lease(lease.Attempt).Log.Length > 0, token), token);

        node.Engine.Write(name, "while you were away\n"u8);
        await node.WorkUntilAsync(
            async work =>
            {
                node.Engine.Write(name, "bye\n"u8);
                node.Engine.End(name, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(
            System.Text.Encoding.UTF8.GetString(node.Scheduler.Lease(lease.Attempt).Log),
            Is.EqualTo("hello\nworld\nwhile you were away\nbye\n"));
        Assert.That(node.Engine.Calls.Count(call => call.StartsWith("start ", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_node_that_lost_its_journal_adopts_the_container_that_its_lease_names(CancellationToken token)
    {
        using TestNode node = new();
        node.Job = node.Job with { ExitCode = null };
        Lease lease = node.Scheduler.Grant(node.Spec);
        ContainerName name = TestNode.Container(lease);
        await node.WorkUntilAsync(_ => node.Scheduler.UntilAsync(() => node.Scheduler.Lease(lease.Attempt).Log.Length > 0, token), token);
        foreach (string file in Directory.GetFiles(node.StateDirectory))
        {
            File.Delete(file);
        }

        node.Scheduler.ForgetEvents();
        await node.WorkUntilAsync(
            async work =>
            {
                await node.RunningAsync(token);
                node.Engine.End(name, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(
            node.Engine.Calls.Count(call => call.StartsWith("create ", StringComparison.Ordinal)),
            Is.EqualTo(2),
            "the second finds the first's");
        Assert.That(node.Engine.Calls.Count(call => call.StartsWith("remove ", StringComparison.Ordinal)), Is.EqualTo(1), "at the end");
        AssertLog(node, lease);
    }

    private static async Task AssertTheSameEndAsync(TestNode node, Lease lease, CancellationToken token)
    {
        FakeLease had = node.Scheduler.Lease(lease.Attempt);
        Assert.That(node.Scheduler.Violations, Is.Empty);
        Assert.That(had.Envelope?.Message.Outcome, Is.EqualTo(Attestation.Messages.Outcome.Succeeded));
        Assert.That(had.Envelope!.Message.Sequence, Is.Zero);
        Assert.That(
            had.Outputs.ToDictionary(output => output.Key, output => output.Value.Length),
            Is.EqualTo(new Dictionary<string, int> { ["outputs/model.bin"] = 2500, ["outputs/sub/report.txt"] = 2 }));
        AssertLog(node, lease);
        Assert.That((await node.Engine.ListAsync(token)).Containers, Is.Empty);
        Assert.That(Directory.GetDirectories(Path.Combine(node.StateDirectory, "attempts")), Is.Empty);
        Assert.That(node.Engine.Calls.Where(call => call.StartsWith("start ", StringComparison.Ordinal)), Is.Not.Empty);
    }

    private static void AssertLog(TestNode node, Lease lease) =>
        Assert.That(System.Text.Encoding.UTF8.GetString(node.Scheduler.Lease(lease.Attempt).Log), Is.EqualTo("hello\nworld\n"));
}
