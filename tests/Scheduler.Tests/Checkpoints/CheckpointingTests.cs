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
    private readonly CheckpointBench _jobs = new();

    private EngineBench Bench => _jobs.Bench;

    private BenchNode Node => _jobs.Node;

    public void Dispose() => _jobs.Dispose();

    [Test]
    public void The_next_attempt_is_leased_with_the_last_checkpoint_wherever_it_runs()
    {
        Lease lease = _jobs.Running();
        BenchNode second = new(Bench, 2);
        second.Sync();
        Assert.That(lease.Checkpoint, Is.Null);
        CheckpointReply first = _jobs.Save(lease, 1).OrThrow();
        CheckpointReply last = _jobs.Save(lease, 2).OrThrow();

        Node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, _jobs.Evidence(1, 2));
        second.TakeReply();

        Lease next = second.Leases.Single();
        Assert.That(
            next.Checkpoint, Is.EqualTo(new SavedCheckpoint(2, CheckpointBench.Manifest(2), last.Link, 100, Bench.UnixMs, 1, first.Link)));
        JobView job = Bench.Show(lease.Job)!;
        Assert.That(job.Checkpoint, Is.EqualTo(next.Checkpoint));
        Assert.That(job.Attempts.Select(one => (one.Checkpoints, one.ResumedFrom)), Is.EqualTo(new[] { (2L, (long?)null), (0L, 2L) }));
    }

    [Test]
    public void The_chain_goes_on_under_the_next_lease_and_survives_a_restart()
    {
        Lease lease = _jobs.Running();
        CheckpointReply first = _jobs.Save(lease, 1).OrThrow();
        Node.Attest(lease, message => message with { Outcome = Outcome.NetworkFault, ExitCode = 137 }, _jobs.Evidence(1));
        Node.Sync();
        Lease next = Node.Leases.Single();

        Bench.Restart();
        Node.Sync();

        Hash32 expected = CheckpointEvidence.LinkOf(first.Link, CheckpointBench.Manifest(2).Value);
        Assert.That(_jobs.Save(next, 2, first.Link).OrThrow().Link, Is.EqualTo(expected));
        Assert.That(_jobs.Store.Load(0).LiveJobs.Single().Checkpoint, Has.Property("Number").EqualTo(2).And.Property("Epoch").EqualTo(2));
    }

    [Test]
    public void A_repeated_report_gets_the_same_reply_and_changes_nothing()
    {
        Lease lease = _jobs.Running();
        CheckpointReply first = _jobs.Save(lease, 1).OrThrow();
        int writes = Bench.Writes.Count;

        Assert.That(_jobs.Save(lease, 1).OrThrow(), Is.EqualTo(first));
        Assert.That(Bench.Writes, Has.Count.EqualTo(writes));
    }

    [TestCase(2, false, TestName = "A_report_that_leaves_one_out_is_refused")]
    [TestCase(1, true, TestName = "A_report_that_names_another_link_before_is_refused")]
    public void A_report_that_breaks_the_chain_is_refused(int number, bool otherLink)
    {
        Lease lease = _jobs.Running();
        int writes = Bench.Writes.Count;

        Refusal? refusal = _jobs.Save(lease, number, otherLink ? Hash32.Sha256("other"u8) : default(Hash32)).Refusal;

        Assert.That(refusal?.Code, Is.EqualTo(ProblemCode.Rejected));
        Assert.That(refusal!.Detail, Does.Contain("the job's last is checkpoint 0"));
        Assert.That(Bench.Writes, Has.Count.EqualTo(writes));
    }

    [Test]
    public void Another_manifest_for_a_number_is_refused()
    {
        Lease lease = _jobs.Running();
        _jobs.Save(lease, 1);

        Assert.That(_jobs.Report(lease, Node, 1, ContentHash.Of("other"u8), default).Refusal?.Code, Is.EqualTo(ProblemCode.Rejected));
    }

    [Test]
    public void A_report_under_a_stale_lease_or_by_another_node_is_refused()
    {
        Lease lease = _jobs.Running();
        BenchNode second = new(Bench, 2);
        second.Sync();

        ContentHash manifest = CheckpointBench.Manifest(1);
        Assert.That(_jobs.Report(lease with { Epoch = 2 }, Node, 1, manifest, default).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Assert.That(_jobs.Report(lease, second, 1, manifest, default).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 });
        Assert.That(_jobs.Save(lease, 1).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost), "its attempt has ended");
        Assert.That(Bench.Stored(lease.Job).Checkpoint, Is.Null);
    }

    [Test]
    public void A_job_that_gets_on_is_placed_again_as_often_as_it_takes()
    {
        JobId job = _jobs.Running().Job;
        Hash32 link = default;
        for (int number = 1; number <= EngineBench.Rules.MaxPlacements * 2; number++)
        {
            Lease lease = Node.Leases.Single();
            link = _jobs.Save(lease, number, link).OrThrow().Link;
            _jobs.Fail(lease, _jobs.Evidence(number));
        }

        for (int setback = 2; setback < EngineBench.Rules.MaxPlacements; setback++)
        {
            _jobs.Fail(Node.Leases.Single(), []);
        }

        Assert.That(Bench.Show(job), Is.Not.Null, "still within its bound");
        _jobs.Fail(Node.Leases.Single(), []);
        Assert.That(((JobStatus.Finished)Bench.Stored(job).Status).Outcome, Is.EqualTo(Outcome.HostFault), "no checkpoint any more");
    }

    [Test]
    public void An_attestation_that_leaves_out_a_reported_checkpoint_is_refused()
    {
        Lease lease = _jobs.Running();
        _jobs.Save(lease, 1);

        Refusal? refusal = Node.Attest(lease).Refusal;
        Assert.That(refusal?.Code, Is.EqualTo(ProblemCode.Rejected));
        Assert.That(refusal!.Detail, Does.Contain("checkpoint 1"));
        Assert.That(Node.Attest(lease, checkpoints: _jobs.Evidence(1)).Refusal, Is.Null);
    }

    [Test]
    public void A_job_that_writes_no_checkpoint_is_named_until_it_does()
    {
        Lease lease = _jobs.Running();
        CheckpointMissing missing = new()
        {
            Sequence = Node.NextEvent++,
            Attempt = lease.Attempt,
            Epoch = lease.Epoch,
            At = 0,
            Reason = "no complete checkpoint seen",
        };
        Node.Sync(missing);
        Assert.That(Bench.Show(lease.Job)!.Attempts[0].CheckpointProblem, Is.EqualTo(missing.Reason));

        _jobs.Save(lease, 1);
        Assert.That(Bench.Show(lease.Job)!.Attempts[0].CheckpointProblem, Is.Null);
    }

    [Test]
    public void A_finished_jobs_checkpoints_are_let_go_and_a_newer_one_replaces_the_older()
    {
        Lease lease = _jobs.Running();
        EngineRequest.RecordCheckpoint save = new(
            CheckpointBench.Key(lease, Node), CheckpointBench.Of(1, CheckpointBench.Manifest(1), default), 100);
        Assert.That(Bench.Decide(save).SavedCheckpoints, Is.EqualTo(new[] { (lease.Job, CheckpointBench.Manifest(1)) }));

        EngineRequest.Attest end = new(
            CheckpointBench.Key(lease, Node), Bench.Attestation(lease, Node.Node, 0) with { Checkpoints = _jobs.Evidence(1) });
        Assert.That(Bench.Decide(end).FinishedJobs, Is.EqualTo(new[] { lease.Job }));
    }
}
