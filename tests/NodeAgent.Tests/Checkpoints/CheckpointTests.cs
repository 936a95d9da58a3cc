using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>What the node does with a job's checkpoints, on the fake engine and the fake scheduler.</summary>
internal sealed class CheckpointTests : IDisposable
{
    private readonly SavingNode _saving = new();

    private TestNode Node => _saving.Node;

    private FakeCheckpoints Checkpoints => _saving.Checkpoints;

    public void Dispose() => _saving.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task Complete_checkpoints_are_delivered_in_a_chain_that_the_attestation_states(CancellationToken token)
    {
        Lease lease = _saving.Grant();
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                for (int step = 1; step <= 3; step++)
                {
                    new SavedState(step).Write(Node.Engine, container);
                    await _saving.ReportedAsync(step, token);
                }

                Node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Node.Scheduler.Violations, Is.Empty);
        Assert.That(Checkpoints.Reports.Select(one => one.Report.Manifest), Is.EqualTo(
            Enumerable.Range(1, 3).Select(step => new SavedState(step).Name)));
        IReadOnlyList<CheckpointEvidence> evidence = _saving.Evidence(lease).Checkpoints;
        Assert.That(evidence.Select(one => one.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(evidence[^1].Link, Is.EqualTo(Checkpoints.Last!.Link));
        Assert.That(evidence[0].Bytes, Is.EqualTo(new SavedState(1).Model.Length + new SavedState(1).State.Length));
        Assert.That(Checkpoints.Contents[new SavedState(2).Name], Is.EqualTo(new SavedState(2).Manifest));
    }

    [Test, CancelAfter(30_000)]
    public async Task Files_that_are_not_what_the_manifest_names_are_no_checkpoint_until_they_are(CancellationToken token)
    {
        Lease lease = _saving.Grant();
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async _ =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, container);
                await _saving.ReportedAsync(1, token);

                new SavedState(2).WriteFiles(Node.Engine, container);
                await _saving.LookedAsync(5, token);
                new SavedState(3).WriteManifest(Node.Engine, container);
                await _saving.LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1), "files of 2 under the manifest of 1, then of 3: torn both times");

                new SavedState(3).WriteFiles(Node.Engine, container);
                await _saving.ReportedAsync(2, token);
            },
            token);

        Assert.That(Checkpoints.Last!.Manifest, Is.EqualTo(new SavedState(3).Name));
        Assert.That(Node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_lease_with_a_checkpoint_begins_with_its_files_and_goes_on_with_its_chain(CancellationToken token)
    {
        Lease first = _saving.Grant();
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, TestNode.Container(first));
                await _saving.ReportedAsync(1, token);
                Node.Engine.End(TestNode.Container(first), 137);
                await TestNode.EndedAsync(work, first, token);
            },
            token);

        Lease second = _saving.Grant(first.Job, epoch: 2);
        ContainerName container = TestNode.Container(second);
        await Node.WorkUntilAsync(
            async work =>
            {
                await TestNode.ReachedAsync(work, second, state => state is AttemptState.Running, token);
                foreach ((string path, byte[] content) in new SavedState(1).Files)
                {
                    Assert.That(Node.Engine.Within(container, inside => inside.Files[path]), Is.EqualTo(content), path);
                }

                IReadOnlyDictionary<string, string> variables = Node.Engine.Within(container, inside => inside.Spec.Environment);
                Assert.That(variables, Contains.Key("DEPIN_CHECKPOINT").WithValue(SavedState.Path));
                await _saving.LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1), "what was put there is not reported again");
                new SavedState(2).Write(Node.Engine, container);
                await _saving.ReportedAsync(2, token);
                Node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, second, token);
            },
            token);

        Assert.That(Node.Scheduler.Violations, Is.Empty);
        Assert.That(_saving.Evidence(second).Checkpoints.Single().Previous, Is.EqualTo(_saving.Evidence(first).Checkpoints.Single().Link));
    }

    [Test, CancelAfter(30_000)]
    public async Task The_first_attempt_is_told_of_no_checkpoint(CancellationToken token)
    {
        Lease lease = _saving.Grant();
        await Node.WorkUntilAsync(_ => Node.RunningAsync(token), token);

        IReadOnlyDictionary<string, string> variables = Node.Engine.Within(TestNode.Container(lease), inside => inside.Spec.Environment);
        Assert.That(variables, Does.Not.ContainKey("DEPIN_CHECKPOINT"));
    }

    [Test, CancelAfter(30_000)]
    public async Task What_a_job_saved_just_before_it_was_killed_is_taken_from_the_ended_container(CancellationToken token)
    {
        Node.Rules = Node.Rules with { LookForCheckpointEvery = TimeSpan.FromHours(1) };
        Lease lease = _saving.Grant();
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                await TestNode.UntilAsync(
                    () => Node.Engine.Calls.Any(call => call.StartsWith("archive ", StringComparison.Ordinal)), token);
                new SavedState(1).Write(Node.Engine, TestNode.Container(lease));
                Node.Engine.End(TestNode.Container(lease), 137);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Checkpoints.Reports.Single().Report.Manifest, Is.EqualTo(new SavedState(1).Name));
        Assert.That(_saving.Evidence(lease).Checkpoints.Single().Link, Is.EqualTo(Checkpoints.Last!.Link));
        Assert.That(Node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_job_is_asked_by_its_signal_and_one_that_writes_nothing_is_named_once(CancellationToken token)
    {
        Lease lease = _saving.Grant();
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async _ =>
            {
                await Node.Scheduler.UntilAsync(() => Node.Scheduler.Events.OfType<CheckpointMissing>().Any(), token);
                await TestNode.UntilAsync(() => Node.Engine.SignalsOf(container).Count >= 2, token);
            },
            token);

        Assert.That(Node.Engine.SignalsOf(container), Is.All.EqualTo(ContainerSignal.User1));
        Assert.That(
            Node.Scheduler.Events.OfType<CheckpointMissing>().Single().Reason,
            Does.StartWith("no complete checkpoint seen since ").And.EndsWith("/checkpoints/SHA256SUMS is not there"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_refused_checkpoint_is_not_sent_in_a_circle_and_the_job_runs_on(CancellationToken token)
    {
        Checkpoints.Refuses = true;
        Lease lease = _saving.Grant();
        ContainerName container = TestNode.Container(lease);
        await Node.WorkUntilAsync(
            async work =>
            {
                await Node.RunningAsync(token);
                new SavedState(1).Write(Node.Engine, container);
                await TestNode.UntilAsync(() => Checkpoints.Contents.ContainsKey(new SavedState(1).Name), token);
                await _saving.LookedAsync(10, token);
                Checkpoints.Refuses = false;
                await _saving.LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Is.Empty, "this one was refused for good");
                new SavedState(2).Write(Node.Engine, container);
                await _saving.ReportedAsync(1, token);
                Node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(_saving.Evidence(lease).Checkpoints.Single().Number, Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_checkpoint_that_the_scheduler_has_not_is_a_fault_of_the_network(CancellationToken token)
    {
        Checkpoints.Last = new SavedCheckpoint(4, new SavedState(9).Name, default, 1, 1, 1);
        Lease lease = _saving.Grant();
        await Node.FinishAsync(lease, token);

        Assert.That(Node.Message(lease).Outcome, Is.EqualTo(Outcome.NetworkFault));
        Assert.That(_saving.Evidence(lease).Verdict.Code, Is.EqualTo("checkpoint_unavailable"));
    }
}
