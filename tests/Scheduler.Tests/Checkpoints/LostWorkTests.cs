using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Checkpoints;

/// <summary>How much of an attempt has to be done again, and what of it is paid.</summary>
internal sealed class LostWorkTests : IDisposable
{
    private readonly CheckpointBench _jobs = new();

    private EngineBench Bench => _jobs.Bench;

    private BenchNode Node => _jobs.Node;

    public void Dispose() => _jobs.Dispose();

    [Test]
    public void Lost_work_is_counted_from_the_last_durable_checkpoint_by_the_nodes_own_clock()
    {
        Lease lease = _jobs.Running();
        _jobs.Save(lease, 1);
        long now = Bench.UnixMs / 1000;

        // Number 2 was taken, and did not arrive.
        CheckpointEvidence[] taken = [CheckpointBench.Link(1, now - 7), CheckpointBench.Link(2, now - 1)];
        Node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 }, taken);

        Assert.That(Bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(7_000));
        Assert.That(Bench.Show(lease.Job)!.LostMs, Is.EqualTo(7_000));
    }

    [Test]
    public void Without_a_checkpoint_the_whole_run_is_lost_and_after_success_nothing()
    {
        Lease lease = _jobs.Running();
        Node.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = 137 });
        Assert.That(Bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(10_000));

        Node.Sync();
        Node.Attest(Node.Leases.Single());
        Assert.That(Bench.Writes.OfType<StoreWrite.SaveAttempt>().Last().Attempt.End, Has.Property("LostMs").Zero);
    }

    [Test]
    public void Of_a_lost_node_the_work_up_to_the_end_of_its_lease_is_counted_as_lost()
    {
        Lease lease = _jobs.Running();
        Bench.Pass(TimeSpan.FromSeconds(10));
        _jobs.Save(lease, 1);
        Bench.Pass(TimeSpan.FromSeconds(4));
        Node.Sync();
        Bench.Pass(TimeSpan.FromSeconds(139));
        BenchNode second = new(Bench, 2);
        second.Sync();
        Bench.Pass(TimeSpan.FromSeconds(3));

        // The poll was answered 20 s after the checkpoint's 4 s with a lease of 60 s.
        Assert.That(Bench.Show(lease.Job)!.Attempts[0].LostMs, Is.EqualTo(84_000));
    }

    [Test]
    public void A_node_that_gives_a_job_back_is_paid_for_what_its_checkpoint_keeps_and_no_more()
    {
        Lease lease = _jobs.Running();
        Bench.Pass(TimeSpan.FromSeconds(30));
        _jobs.Save(lease, 1);
        Bench.Pass(TimeSpan.FromSeconds(12));

        Node.Attest(
            lease,
            message => message with { Outcome = Outcome.Cancelled, ExitCode = 143, StartedAt = message.FinishedAt - 42 },
            _jobs.Evidence(1));

        Assert.That(Bench.Ledger.Single().PaidMs, Is.EqualTo(30_000));
        Assert.That(Bench.Stored(lease.Job).Status, Is.Not.InstanceOf<JobStatus.Finished>());
    }
}
