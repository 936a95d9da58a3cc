using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Checkpoints;

/// <summary>What the engine makes of reported checkpoints: who may report, in what order, and what the next attempt goes on from.</summary>
internal sealed class CheckpointingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteStore _store;
    private readonly EngineBench _bench;
    private readonly BenchNode _node;

    public CheckpointingTests()
    {
        _store = SqliteStore.Open(_directory.File("scheduler.db"));
        _bench = new EngineBench(_store);
        _node = new BenchNode(_bench, 1);
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void The_next_attempt_is_leased_with_the_last_checkpoint_wherever_it_runs()
    {
        Lease lease = Running();
        BenchNode second = new(_bench, 2);
        second.Sync();
        Assert.That(lease.Checkpoint, Is.Null);
        Save(lease, 1);
        CheckpointReply last = Save(lease, 2).OrThrow();

        _node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, Evidence(lease, 1, 2));
        second.TakeReply();

        Lease next = second.Leases.Single();
        Assert.That(next.Checkpoint, Is.EqualTo(new SavedCheckpoint(2, Manifest(2), last.Link, 100, _bench.UnixMs, 1)));
        JobView job = _bench.Show(lease.Job)!;
        Assert.That(job.Checkpoint, Is.EqualTo(next.Checkpoint));
        Assert.That(job.Attempts.Select(one => (one.Checkpoints, one.ResumedFrom)), Is.EqualTo(new[] { (2L, (long?)null), (0L, 2L) }));
    }

    [Test]
    public void The_chain_goes_on_under_the_next_lease_and_survives_a_restart()
    {
        Lease lease = Running();
        CheckpointReply first = Save(lease, 1).OrThrow();
        _node.Attest(lease, message => message with { Outcome = Outcome.NetworkFault, ExitCode = 137 }, Evidence(lease, 1));
        _node.Sync();
        Lease next = _node.Leases.Single();

        _bench.Restart();
        _node.Sync();

        Assert.That(Save(next, 2, first.Link).OrThrow().Link, Is.EqualTo(CheckpointEvidence.LinkOf(first.Link, Manifest(2).Value)));
        Assert.That(_store.Load(0).LiveJobs.Single().Checkpoint, Has.Property("Number").EqualTo(2).And.Property("Epoch").EqualTo(2));
    }

    [Test]
    public void A_repeated_report_gets_the_same_reply_and_changes_nothing()
    {
        Lease lease = Running();
        CheckpointReply first = Save(lease, 1).OrThrow();
        int writes = _bench.Writes.Count;

        Assert.That(Save(lease, 1).OrThrow(), Is.EqualTo(first));
        Assert.That(_bench.Writes, Has.Count.EqualTo(writes));
    }

    [TestCase(2, false, TestName = "A_report_that_leaves_one_out_is_refused")]
    [TestCase(1, true, TestName = "A_report_that_names_another_link_before_is_refused")]
    public void A_report_that_breaks_the_chain_is_refused(int number, bool otherLink)
    {
        Lease lease = Running();
        int writes = _bench.Writes.Count;

        Refusal? refusal = Save(lease, number, otherLink ? Hash32.Sha256("other"u8) : default(Hash32)).Refusal;

        Assert.That(refusal, Has.Property("Code").EqualTo(ProblemCode.Rejected).And.Property("Detail").Contains("the job's last is checkpoint 0"));
        Assert.That(_bench.Writes, Has.Count.EqualTo(writes));
    }

    [Test]
    public void Another_manifest_for_a_number_is_refused()
    {
        Lease lease = Running();
        Save(lease, 1);

        Assert.That(Report(lease, _node, 1, ContentHash.Of("other"u8), default).Refusal?.Code, Is.EqualTo(ProblemCode.Rejected));
    }

    [Test]
    public void A_report_under_a_stale_lease_or_by_another_node_is_refused()
    {
        Lease lease = Running();
        BenchNode second = new(_bench, 2);
        second.Sync();

        Assert.That(Report(lease with { Epoch = 2 }, _node, 1, Manifest(1), default).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Assert.That(Report(lease, second, 1, Manifest(1), default).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        _node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 });
        Assert.That(Save(lease, 1).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost), "its attempt has ended");
        Assert.That(_bench.Stored(lease.Job).Checkpoint, Is.Null);
    }

    [Test]
    public void A_job_that_gets_on_is_placed_again_as_often_as_it_takes()
    {
        JobId job = Running().Job;
        Hash32 link = default;
        for (int number = 1; number <= EngineBench.Rules.MaxPlacements * 2; number++)
        {
            Lease lease = _node.Leases.Single();
            link = Save(lease, number, link).OrThrow().Link;
            Fail(lease, Evidence(lease, [.. Enumerable.Range(number, 1)]));
        }

        for (int setback = 2; setback < EngineBench.Rules.MaxPlacements; setback++)
        {
            Fail(_node.Leases.Single(), []);
        }

        Assert.That(_bench.Show(job), Is.Not.Null, "still within its bound");
        Fail(_node.Leases.Single(), []);
        Assert.That(((JobStatus.Finished)_bench.Stored(job).Status).Outcome, Is.EqualTo(Outcome.HostFault), "no checkpoint any more");
    }

    [Test]
    public void Lost_work_is_counted_from_the_last_durable_checkpoint_by_the_nodes_own_clock()
    {
        Lease lease = Running();
        Save(lease, 1);
        long now = _bench.UnixMs / 1000;

        // Number 2 was taken, and did not arrive.
        CheckpointEvidence[] taken = [Link(1, now - 7), Link(2, now - 1)];
        _node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, taken);

        Assert.That(_bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(7_000));
        Assert.That(_bench.Show(lease.Job)!.LostMs, Is.EqualTo(7_000));
    }

    [Test]
    public void Without_a_checkpoint_the_whole_run_is_lost_and_after_success_nothing()
    {
        Lease lease = Running();
        _node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 });
        Assert.That(_bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(10_000));

        _node.Sync();
        _node.Attest(_node.Leases.Single());
        Assert.That(_bench.Writes.OfType<StoreWrite.SaveAttempt>().Last().Attempt.End, Has.Property("LostMs").Zero);
    }

    [Test]
    public void Of_a_lost_node_the_work_up_to_the_end_of_its_lease_is_counted_as_lost()
    {
        Lease lease = Running();
        _bench.Pass(TimeSpan.FromSeconds(10));
        Save(lease, 1);
        _bench.Pass(TimeSpan.FromSeconds(4));
        _node.Sync();
        _bench.Pass(TimeSpan.FromSeconds(139));
        BenchNode second = new(_bench, 2);
        second.Sync();
        _bench.Pass(TimeSpan.FromSeconds(3));

        // The poll was answered 20 s after the checkpoint's 4 s with a lease of 60 s.
        Assert.That(_bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(84_000));
    }

    [Test]
    public void A_node_that_gives_a_job_back_is_paid_for_what_its_checkpoint_keeps_and_no_more()
    {
        Lease lease = Running();
        _bench.Pass(TimeSpan.FromSeconds(30));
        Save(lease, 1);
        _bench.Pass(TimeSpan.FromSeconds(12));

        _node.Attest(
            lease,
            message => message with { Outcome = Outcome.Cancelled, ExitCode = 143, StartedAt = message.FinishedAt - 42 },
            Evidence(lease, 1));

        Assert.That(_bench.Ledger.Single().PaidMs, Is.EqualTo(30_000));
        Assert.That(_bench.Stored(lease.Job).Status, Is.Not.InstanceOf<JobStatus.Finished>());
    }

    [Test]
    public void An_attestation_that_leaves_out_a_reported_checkpoint_is_refused()
    {
        Lease lease = Running();
        Save(lease, 1);

        Assert.That(_node.Attest(lease).Refusal, Has.Property("Code").EqualTo(ProblemCode.Rejected).And.Property("Detail").Contains("checkpoint 1"));
        Assert.That(_node.Attest(lease, checkpoints: Evidence(lease, 1)).Refusal, Is.Null);
    }

    [Test]
    public void A_job_that_writes_no_checkpoint_is_named_until_it_does()
    {
        Lease lease = Running();
        CheckpointMissing missing = new()
        {
            Sequence = _node.NextEvent++,
            Attempt = lease.Attempt,
            Epoch = lease.Epoch,
            At = 0,
            Reason = "no complete checkpoint seen",
        };
        _node.Sync(missing);
        Assert.That(_bench.Show(lease.Job)!.Attempts[0].CheckpointProblem, Is.EqualTo(missing.Reason));

        Save(lease, 1);
        Assert.That(_bench.Show(lease.Job)!.Attempts[0].CheckpointProblem, Is.Null);
    }

    [Test]
    public void A_finished_jobs_checkpoints_are_let_go_and_a_newer_one_replaces_the_older()
    {
        Lease lease = Running();
        EngineRequest.RecordCheckpoint save = new(Key(lease, _node), Of(1, Manifest(1), default), 100);
        Assert.That(_bench.Decide(save).SavedCheckpoints, Is.EqualTo(new[] { (lease.Job, Manifest(1)) }));

        EngineRequest.Attest end = new(Key(lease, _node), _bench.Attestation(lease, _node.Node, 0) with { Checkpoints = Evidence(lease, 1) });
        Assert.That(_bench.Decide(end).FinishedJobs, Is.EqualTo(new[] { lease.Job }));
    }

    private static ContentHash Manifest(int number) => ContentHash.Of([(byte)number]);

    private static Hash32 LinkBefore(int number) =>
        number == 1 ? default : CheckpointEvidence.LinkOf(LinkBefore(number - 1), Manifest(number - 1).Value);

    private static CheckpointEvidence Link(int number, long at) => new(number, at, Manifest(number).Value, 100, LinkBefore(number));

    private CheckpointEvidence[] Evidence(Lease lease, params int[] numbers) =>
        [.. numbers.Select(number => Link(number, _bench.UnixMs / 1000))];

    private static LeaseKey Key(Lease lease, BenchNode node) => new(lease.Attempt, lease.Epoch, node.Node);

    private static CheckpointReport Of(long number, ContentHash manifest, Hash32 previous) =>
        new() { Number = number, Manifest = manifest, Previous = previous, AgeMs = 0 };

    private Answer<CheckpointReply> Save(Lease lease, int number, Hash32? previous = null) =>
        Report(lease, _node, number, Manifest(number), previous ?? LinkBefore(number));

    private Answer<CheckpointReply> Report(Lease lease, BenchNode node, long number, ContentHash manifest, Hash32 previous) =>
        _bench.Ask(new EngineRequest.RecordCheckpoint(Key(lease, node), Of(number, manifest, previous), 100));

    /// <summary>A host fault.</summary>
    private void Fail(Lease lease, CheckpointEvidence[] checkpoints)
    {
        _node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, checkpoints).OrThrow();
        _node.Sync();
    }

    private Lease Running()
    {
        _node.Sync();
        _bench.Submit(Specs.Job(spec => spec with { Checkpoint = new CheckpointPolicy { Path = ContainerPath.Parse("/checkpoints") } }));
        _node.TakeReply();
        Lease lease = _node.Leases.Single();
        _node.Sync(_node.Phase(lease, AttemptPhase.Running));
        _node.Sync();
        return lease;
    }
}
