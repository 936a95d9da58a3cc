using DePin.Attestation.Messages;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>A node that is drained gives jobs that keep checkpoints back, and lets the others run to their end.</summary>
internal sealed class DrainedNodeTests : IDisposable
{
    private readonly SavingNode _saving = new();

    private TestNode Node => _saving.Node;

    private FakeCheckpoints Checkpoints => _saving.Checkpoints;

    public void Dispose() => _saving.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task A_drained_node_asks_for_a_checkpoint_and_gives_the_job_back_with_it(CancellationToken token)
    {
        Lease lease = _saving.Grant(every: TimeSpan.FromHours(1));
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                Node.Scheduler.Command(sequence => new SetDraining { Sequence = sequence, Draining = true });
                await TestNode.UntilAsync(() => Node.Engine.SignalsOf(container).Contains(ContainerSignal.User1), token);
                new SavedState(1).Write(Node.Engine, container);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Node.Message(lease).Outcome, Is.EqualTo(Outcome.Cancelled));
        Assert.That(_saving.Evidence(lease).Verdict, Has.Property("Code").EqualTo("drained").And.Property("Text").Contains("checkpoint 1"));
        Assert.That(Checkpoints.Reports.Single().Report.Manifest, Is.EqualTo(new SavedState(1).Name));
        Assert.That(Node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_drained_node_waits_for_the_grace_and_then_gives_the_job_back_with_the_checkpoint_it_has(CancellationToken token)
    {
        Lease lease = _saving.Grant(every: TimeSpan.FromHours(1));
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, TestNode.Container(lease));
                await _saving.ReportedAsync(1, token);
                work.Journal.Drain(true);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(
            _saving.Evidence(lease).Verdict,
            Has.Property("Code").EqualTo("drained").And.Property("Text").Contains("no new checkpoint in time"));
        Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    public async Task A_drained_node_lets_a_job_that_would_lose_everything_run_to_its_end(bool keepsCheckpoints, CancellationToken token)
    {
        Lease lease = keepsCheckpoints ? _saving.Grant() : Node.Scheduler.Grant(Node.Spec);
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                work.Journal.Drain(true);
                await (keepsCheckpoints
                    ? Node.Scheduler.UntilAsync(() => Node.Scheduler.Events.OfType<CheckpointMissing>().Any(), token)
                    : TestNode.UntilAsync(() => Node.Engine.Calls.Count(IsSample) > 20, token));
                Node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    private static bool IsSample(string call) => call.StartsWith("usage ", StringComparison.Ordinal);
}
