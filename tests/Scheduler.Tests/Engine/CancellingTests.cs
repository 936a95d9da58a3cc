using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

/// <summary>People who interfere: submitters who cancel, operators and owners who drain.</summary>
internal sealed class CancellingTests
{
    private readonly EngineBench _bench = new();

    [Test]
    public void A_waiting_job_is_cancelled_at_once_and_a_leased_one_through_its_node()
    {
        JobId waiting = _bench.Submit(Specs.Wanting(cores: 100));
        Assert.That(_bench.Ask(new EngineRequest.Cancel(waiting, "enough")).OrThrow()!.State,
            Is.EqualTo(new JobState.Finished(Outcome.Cancelled, "enough")));

        BenchNode node = Holding(out Lease lease);
        node.Sync();
        Assert.That(_bench.Ask(new EngineRequest.Cancel(lease.Job, "enough")).OrThrow()!.State, Is.InstanceOf<JobState.Placed>());
        Assert.That(node.TakeReply()!.Commands.Single(),
            Is.EqualTo(new CancelAttempt { Sequence = 2, Attempt = lease.Attempt, Epoch = 1, Reason = "enough" }));

        _bench.Ask(new EngineRequest.Cancel(lease.Job, "again"));
        node.Attest(lease, message => message with { Outcome = Outcome.Cancelled, ExitCode = 137 });
        Assert.That(_bench.Stored(lease.Job).Status, Is.InstanceOf<JobStatus.Finished>().With.Property("Reason").EqualTo("enough"));
        Assert.That(_bench.Ask(new EngineRequest.Cancel(lease.Job, "late")).OrThrow(), Is.Null, "it is not live any more");
    }

    [Test]
    public void A_cancelled_job_of_a_lost_node_ends_as_cancelled_and_goes_nowhere_else()
    {
        Holding(out Lease lease);
        _bench.Pass(TimeSpan.FromSeconds(10));
        _bench.Ask(new EngineRequest.Cancel(lease.Job, "enough"));
        _bench.Pass(TimeSpan.FromSeconds(130));
        BenchNode second = new(_bench, 2);
        second.Sync();

        Assert.That(second.Leases, Is.Empty);
        Assert.That(((JobStatus.Finished)_bench.Stored(lease.Job).Status).Outcome, Is.EqualTo(Outcome.Cancelled));
    }

    [Test]
    public void A_job_whose_lost_node_may_still_return_can_be_cancelled_without_it()
    {
        Holding(out Lease lease);
        _bench.Pass(TimeSpan.FromSeconds(300));

        _bench.Ask(new EngineRequest.Cancel(lease.Job, "enough"));

        Assert.That(((JobStatus.Finished)_bench.Stored(lease.Job).Status).Outcome, Is.EqualTo(Outcome.Cancelled));
    }

    [Test]
    public void A_drained_node_finishes_what_it_has_and_takes_nothing_new_until_it_is_let_work_again()
    {
        BenchNode node = Holding(out Lease lease);
        Assert.That(_bench.Ask(new EngineRequest.Drain(node.Node, true)).OrThrow().Draining, Is.True);
        JobId next = _bench.Submit();
        node.Sync();
        Assert.That(node.Received.OfType<SetDraining>().Single().Draining, Is.True);
        Assert.That(node.Attest(lease).Refusal, Is.Null);
        node.Sync();
        Assert.That(Waiting(next), Does.Contain("(depin-scheduler node drain --off)"));

        _bench.Ask(new EngineRequest.Drain(node.Node, false));
        node.TakeReply();

        Assert.That(node.Leases.Single().Job, Is.EqualTo(next));
    }

    [Test]
    public void A_node_that_takes_no_work_by_itself_gets_none_and_nobody_is_told_that_an_operator_drains_it()
    {
        BenchNode node = new(_bench, 1) { Accepting = false };
        node.Sync();
        JobId job = _bench.Submit();
        Assert.That(Waiting(job), Does.Contain("`depin-node status` there says which").And.Not.Contain("--off"));

        node.Accepting = true;
        node.Sync();

        Assert.That(node.Leases.Single().Job, Is.EqualTo(job));
    }

    private string Waiting(JobId job) => ((JobState.Queued)State(job)).Reason;

    private JobState State(JobId job) => _bench.Show(job)!.State;

    private BenchNode Holding(out Lease lease)
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit();
        node.TakeReply();
        node.Sync();
        lease = node.Leases.Single();
        return node;
    }
}
