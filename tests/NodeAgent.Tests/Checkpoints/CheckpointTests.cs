using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Tests.Containers;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>What the node does with a job's checkpoints, on the fake engine and the fake scheduler.</summary>
internal sealed class CheckpointTests : IDisposable
{
    private readonly TestNode _node = new()
    {
        Job = new FakeJob { ExitCode = null, Log = "hello\n"u8.ToArray() },
        Rules = TestNode.Fast with
        {
            LookForCheckpointEvery = TimeSpan.FromMilliseconds(10),
            LookForCheckpointAtLeast = TimeSpan.FromMilliseconds(10),
        },
    };

    private FakeCheckpoints Checkpoints => _node.Scheduler.Checkpoints;

    public void Dispose() => _node.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task Complete_checkpoints_are_delivered_in_a_chain_that_the_attestation_states(CancellationToken token)
    {
        Lease lease = Grant();
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                for (int step = 1; step <= 3; step++)
                {
                    new SavedState(step).Write(_node.Engine, container);
                    await ReportedAsync(step, token);
                }

                _node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Scheduler.Violations, Is.Empty);
        Assert.That(Checkpoints.Reports.Select(one => one.Report.Manifest), Is.EqualTo(
            Enumerable.Range(1, 3).Select(step => new SavedState(step).Name)));
        IReadOnlyList<CheckpointEvidence> evidence = Evidence(lease).Checkpoints;
        Assert.That(evidence.Select(one => one.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(evidence[^1].Link, Is.EqualTo(Checkpoints.Last!.Link));
        Assert.That(evidence[0].Bytes, Is.EqualTo(new SavedState(1).Model.Length + new SavedState(1).State.Length));
        Assert.That(Checkpoints.Contents[new SavedState(2).Name], Is.EqualTo(new SavedState(2).Manifest));
    }

    [Test, CancelAfter(30_000)]
    public async Task Files_that_are_not_what_the_manifest_names_are_no_checkpoint_until_they_are(CancellationToken token)
    {
        Lease lease = Grant();
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async _ =>
            {
                await _node.RunningAsync(token);
                new SavedState(1).Write(_node.Engine, container);
                await ReportedAsync(1, token);

                new SavedState(2).WriteFiles(_node.Engine, container);
                await LookedAsync(5, token);
                new SavedState(3).WriteManifest(_node.Engine, container);
                await LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1), "files of 2 under the manifest of 1, then of 3: torn both times");

                new SavedState(3).WriteFiles(_node.Engine, container);
                await ReportedAsync(2, token);
            },
            token);

        Assert.That(Checkpoints.Last!.Manifest, Is.EqualTo(new SavedState(3).Name));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_lease_with_a_checkpoint_begins_with_its_files_and_goes_on_with_its_chain(CancellationToken token)
    {
        Lease first = Grant();
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                new SavedState(1).Write(_node.Engine, TestNode.Container(first));
                await ReportedAsync(1, token);
                _node.Engine.End(TestNode.Container(first), 137);
                await TestNode.EndedAsync(work, first, token);
            },
            token);

        Lease second = Grant(first.Job, epoch: 2);
        ContainerName container = TestNode.Container(second);
        await _node.WorkUntilAsync(
            async work =>
            {
                await TestNode.ReachedAsync(work, second, state => state is AttemptState.Running, token);
                foreach ((string path, byte[] content) in new SavedState(1).Files)
                {
                    Assert.That(_node.Engine.FileOf(container, path), Is.EqualTo(content), path);
                }

                Assert.That(_node.Engine.SpecOf(container).Environment, Contains.Key("DEPIN_CHECKPOINT").WithValue(SavedState.Path));
                await LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1), "what was put there is not reported again");
                new SavedState(2).Write(_node.Engine, container);
                await ReportedAsync(2, token);
                _node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, second, token);
            },
            token);

        Assert.That(_node.Scheduler.Violations, Is.Empty);
        Assert.That(Evidence(second).Checkpoints.Single().Previous, Is.EqualTo(Evidence(first).Checkpoints.Single().Link));
    }

    [Test, CancelAfter(30_000)]
    public async Task The_first_attempt_is_told_of_no_checkpoint(CancellationToken token)
    {
        Lease lease = Grant();
        await _node.WorkUntilAsync(_ => _node.RunningAsync(token), token);

        Assert.That(_node.Engine.SpecOf(TestNode.Container(lease)).Environment, Does.Not.ContainKey("DEPIN_CHECKPOINT"));
    }

    [Test, CancelAfter(30_000)]
    public async Task What_a_job_saved_just_before_it_was_killed_is_taken_from_the_ended_container(CancellationToken token)
    {
        _node.Rules = _node.Rules with { LookForCheckpointEvery = TimeSpan.FromHours(1) };
        Lease lease = Grant();
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                await TestNode.UntilAsync(() => _node.Engine.Calls.Any(call => call.StartsWith("archive ", StringComparison.Ordinal)), token);
                new SavedState(1).Write(_node.Engine, TestNode.Container(lease));
                _node.Engine.End(TestNode.Container(lease), 137);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Checkpoints.Reports.Single().Report.Manifest, Is.EqualTo(new SavedState(1).Name));
        Assert.That(Evidence(lease).Checkpoints.Single().Link, Is.EqualTo(Checkpoints.Last!.Link));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_job_is_asked_by_its_signal_and_one_that_writes_nothing_is_named_once(CancellationToken token)
    {
        Lease lease = Grant();
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async _ =>
            {
                await _node.Scheduler.UntilAsync(() => _node.Scheduler.Events.OfType<CheckpointMissing>().Any(), token);
                await TestNode.UntilAsync(() => _node.Engine.SignalsOf(container).Count >= 2, token);
            },
            token);

        Assert.That(_node.Engine.SignalsOf(container), Is.All.EqualTo(ContainerSignal.User1));
        Assert.That(
            _node.Scheduler.Events.OfType<CheckpointMissing>().Single().Reason,
            Does.StartWith("no complete checkpoint seen since ").And.EndsWith("/checkpoints/SHA256SUMS is not there"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_drained_node_asks_for_a_checkpoint_and_gives_the_job_back_with_it(CancellationToken token)
    {
        Lease lease = Grant(every: TimeSpan.FromHours(1));
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Scheduler.Command(sequence => new SetDraining { Sequence = sequence, Draining = true });
                await TestNode.UntilAsync(() => _node.Engine.SignalsOf(container).Contains(ContainerSignal.User1), token);
                new SavedState(1).Write(_node.Engine, container);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Cancelled));
        Assert.That(Evidence(lease).Verdict, Has.Property("Code").EqualTo("drained").And.Property("Text").Contains("checkpoint 1"));
        Assert.That(Checkpoints.Reports.Single().Report.Manifest, Is.EqualTo(new SavedState(1).Name));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_drained_node_waits_for_the_grace_and_then_gives_the_job_back_with_the_checkpoint_it_has(CancellationToken token)
    {
        Lease lease = Grant(every: TimeSpan.FromHours(1));
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                new SavedState(1).Write(_node.Engine, TestNode.Container(lease));
                await ReportedAsync(1, token);
                work.Journal.Drain(true);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Evidence(lease).Verdict, Has.Property("Code").EqualTo("drained").And.Property("Text").Contains("no new checkpoint in time"));
        Assert.That(Checkpoints.Reports, Has.Count.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    public async Task A_drained_node_lets_a_job_that_would_lose_everything_run_to_its_end(bool keepsCheckpoints, CancellationToken token)
    {
        Lease lease = keepsCheckpoints ? Grant() : _node.Scheduler.Grant(_node.Spec);
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                work.Journal.Drain(true);
                await (keepsCheckpoints
                    ? _node.Scheduler.UntilAsync(() => _node.Scheduler.Events.OfType<CheckpointMissing>().Any(), token)
                    : TestNode.UntilAsync(() => _node.Engine.Calls.Count(call => call.StartsWith("usage ", StringComparison.Ordinal)) > 20, token));
                _node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_refused_checkpoint_is_not_sent_in_a_circle_and_the_job_runs_on(CancellationToken token)
    {
        Checkpoints.Refuses = true;
        Lease lease = Grant();
        ContainerName container = TestNode.Container(lease);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                new SavedState(1).Write(_node.Engine, container);
                await TestNode.UntilAsync(() => Checkpoints.Contents.ContainsKey(new SavedState(1).Name), token);
                await LookedAsync(10, token);
                Checkpoints.Refuses = false;
                await LookedAsync(5, token);
                Assert.That(Checkpoints.Reports, Is.Empty, "this one was refused for good");
                new SavedState(2).Write(_node.Engine, container);
                await ReportedAsync(1, token);
                _node.Engine.End(container, 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(Evidence(lease).Checkpoints.Single().Number, Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_checkpoint_that_the_scheduler_has_not_is_a_fault_of_the_network(CancellationToken token)
    {
        Checkpoints.Last = new SavedCheckpoint(4, new SavedState(9).Name, default, 1, 1, 1);
        Lease lease = Grant();
        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.NetworkFault));
        Assert.That(Evidence(lease).Verdict.Code, Is.EqualTo("checkpoint_unavailable"));
    }

    private Lease Grant(JobId? job = null, long epoch = 1, TimeSpan? every = null) => _node.Scheduler.Grant(
        _node.Spec with { Checkpoint = SavedState.Policy with { Every = every ?? SavedState.Policy.Every }, Retries = 3 }, job, epoch);

    private Task ReportedAsync(int count, CancellationToken token) =>
        _node.Scheduler.UntilAsync(() => Checkpoints.Reports.Count >= count, token);

    /// <summary>The node looks so many times more for a manifest.</summary>
    private async Task LookedAsync(int times, CancellationToken token)
    {
        int Looks() => _node.Engine.Calls.Count(call => call.StartsWith("archive ", StringComparison.Ordinal));
        int before = Looks();
        await TestNode.UntilAsync(() => Looks() >= before + times, token);
    }

    private WorkEvidence Evidence(Lease lease) =>
        EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;
}
