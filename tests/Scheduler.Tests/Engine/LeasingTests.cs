using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

internal sealed class LeasingTests
{
    private readonly EngineBench _bench = new();

    [Test]
    public void A_job_that_finds_an_idle_node_is_inserted_already_leased_and_wakes_its_poll_in_one_decision()
    {
        BenchNode node = new(_bench, 1);
        Assert.That(node.Sync(), Is.False, "nothing to say: parked");
        EngineRequest.Submit submit = new(_bench.Row(Specs.Job()));

        Decision decision = _bench.Decide(submit);

        Assert.That(decision.Writes.Select(write => write.GetType().Name),
            Is.EqualTo(new[] { "InsertJob", "InsertAttempt", "InsertCommand", "SaveBoot" }));
        Assert.That(((StoreWrite.InsertJob)decision.Writes[0]).Job.Status, Is.InstanceOf<JobStatus.Leased>());
        Assert.That(node.TakeReply()?.Commands.Single(), Is.InstanceOf<RunLease>());
        Assert.That(node.Leases.Single().Epoch, Is.EqualTo(1));
        Assert.That(node.Leases.Single().Attempt, Is.EqualTo(AttemptId.Of(submit.Job.Id, 1)));
    }

    [Test]
    public void A_job_that_finds_no_node_waits_and_goes_to_the_first_node_that_opens()
    {
        JobId job = _bench.Submit();
        Assert.That(_bench.Show(job)!.State, Is.EqualTo(new JobState.Queued("no node has ever connected")));

        BenchNode node = new(_bench, 1);
        Assert.That(node.Sync(), Is.True);

        Assert.That(node.Leases.Single().Job, Is.EqualTo(job));
        Assert.That(_bench.Show(job)!.State, Is.InstanceOf<JobState.Placed>());
    }

    [Test]
    public void Why_says_of_a_placed_job_who_has_it_and_of_a_silent_node_what_comes_next()
    {
        JobId job = _bench.Submit();
        BenchNode node = new(_bench, 1);
        node.Sync();

        WhyView placed = _bench.Ask(new EngineRequest.ExplainJob(job)).OrThrow()!;
        _bench.Pass(TimeSpan.FromSeconds(70));
        WhyView silent = _bench.Ask(new EngineRequest.ExplainJob(job)).OrThrow()!;

        Assert.That(placed.Summary, Is.EqualTo($"node {node.Node} has it as attempt 1 (leased): it waits for nothing"));
        Assert.That(placed.Constraints, Is.Empty);
        Assert.That(silent.Summary, Does.EndWith("has said nothing for 70 s: another node gets the job after 120 s"));
    }

    [Test]
    public void Jobs_that_wait_are_placed_in_the_order_of_their_arrival_until_the_node_is_full()
    {
        JobId[] jobs = [.. Enumerable.Range(0, 6).Select(number => _bench.Submit(Specs.Wanting(cores: number == 0 ? 3 : 1)))];
        BenchNode node = new(_bench, 1, Capacities.Of(cores: 4));

        node.Sync();

        Assert.That(node.Leases.Select(lease => lease.Job), Is.EqualTo(new[] { jobs[0], jobs[1] }));
        node.Attest(node.Leases[0]);
        node.Sync();
        Assert.That(node.Leases.Select(lease => lease.Job), Is.EqualTo(new[] { jobs[1], jobs[2], jobs[3], jobs[4] }));
    }

    [Test]
    public void Each_GPU_is_leased_to_one_attempt_at_a_time()
    {
        EngineBench bench = new(rules: EngineBench.Trusting);
        BenchNode node = new(bench, 1, Capacities.Of(gpus: [Capacities.Gpu("GPU-a"), Capacities.Gpu("GPU-b"), Capacities.Gpu("GPU-c")]));
        bench.Submit(Specs.Wanting(gpu: new GpuRequirement { Count = 2 }));
        bench.Submit(Specs.Wanting(gpu: new GpuRequirement { Count = 1 }));
        JobId third = bench.Submit(Specs.Wanting(gpu: new GpuRequirement { Count = 1 }));

        node.Sync();

        Assert.That(node.Leases.SelectMany(lease => lease.Gpus), Is.EqualTo(new[] { "GPU-a", "GPU-b", "GPU-c" }));
        Assert.That(bench.Show(third)!.State, Is.InstanceOf<JobState.Queued>());
        node.Attest(node.Leases[1]);
        node.Sync();
        Assert.That(node.Leases[^1].Gpus, Is.EqualTo(new[] { "GPU-c" }));
    }

    [Test]
    public void A_silent_node_gets_no_new_work_but_keeps_its_lease_until_another_node_takes_the_job()
    {
        BenchNode first = Holding(out Lease lease);
        _bench.Pass(TimeSpan.FromSeconds(61));
        Assert.That(State(_bench.Submit()), Is.InstanceOf<JobState.Queued>(), "suspect: no new work");

        _bench.Pass(TimeSpan.FromSeconds(200));
        Assert.That(State(lease.Job), Is.InstanceOf<JobState.Placed>(), "nobody else is there: it may still come back");

        first.Sync();
        Assert.That(first.Leases, Has.Member(lease), "it came back before a new epoch was issued");
        Assert.That(_bench.Stored(lease.Job).Epoch, Is.EqualTo(1));
    }

    [Test]
    public void A_job_of_a_lost_node_runs_elsewhere_under_a_new_epoch_and_the_old_one_is_told()
    {
        BenchNode first = Holding(out Lease old);
        // Its last word was a poll, answered after 20 s with the promise of a whole life from then on.
        _bench.Pass(TimeSpan.FromSeconds(139));
        BenchNode second = new(_bench, 2);
        Assert.That(second.Sync(), Is.False, "not yet: reassignAfter has not passed");

        _bench.Pass(TimeSpan.FromSeconds(2));

        Assert.That(second.TakeReply(), Is.Not.Null);
        Assert.That(second.Leases.Single().Epoch, Is.EqualTo(2));
        Assert.That(_bench.Show(old.Job)!.Attempts.Select(attempt => attempt.Reason),
            Is.EqualTo(new[] { "node lost: it did not renew the lease for 120 s", null }));
        Assert.That(first.Sync(), Is.True);
        Assert.That(first.Leases, Is.Empty, "its lease is lost");
        Assert.That(first.Attest(old).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
    }

    [Test]
    public void A_job_that_may_run_on_without_contact_is_not_given_away_meanwhile()
    {
        BenchNode first = Holding(out _, Specs.Job(spec => spec with { DisconnectGrace = TimeSpan.FromMinutes(10) }));
        BenchNode second = new(_bench, 2);
        second.Sync();

        for (int half = 0; half < 22; half++)
        {
            _bench.Pass(TimeSpan.FromSeconds(30));
            second.Sync();
        }

        Assert.That(second.Leases, Is.Empty, "11 minutes: 20 s of a held poll, a lease's life and the grace are not over");
        _bench.Pass(TimeSpan.FromSeconds(30));
        second.Sync();
        Assert.That(second.Leases, Has.Count.EqualTo(1));
        Assert.That(first.Leases, Has.Count.EqualTo(1), "it does not know yet");
    }

    [Test]
    public void A_node_that_is_there_but_does_not_hold_its_lease_loses_it()
    {
        BenchNode node = Holding(out Lease lease);
        node.Leases.Clear();
        for (int i = 0; i < 10; i++)
        {
            _bench.Pass(TimeSpan.FromSeconds(15));
            node.TakeReply();
            node.Sync();
        }

        Assert.That(_bench.Stored(lease.Job).Epoch, Is.EqualTo(2), "ended, and leased again: to the same node, there being no other");
        Assert.That(node.Leases.Single().Epoch, Is.EqualTo(2));
    }

    [Test]
    public void A_job_ends_as_a_host_fault_when_its_placements_are_used_up()
    {
        JobId job = _bench.Submit();
        for (int number = 1; number <= EngineBench.Rules.MaxPlacements; number++)
        {
            new BenchNode(_bench, number).Sync();
            _bench.Pass(TimeSpan.FromSeconds(130));
        }

        JobRow row = _bench.Stored(job);
        Assert.That(row.Epoch, Is.EqualTo(EngineBench.Rules.MaxPlacements));
        Assert.That(row.Status, Is.InstanceOf<JobStatus.Finished>());
        Assert.That(((JobStatus.Finished)row.Status).Outcome, Is.EqualTo(Outcome.HostFault));
        Assert.That(_bench.Ledger, Is.Empty, "nothing was attested");
    }

    [Test]
    public void The_same_idempotency_key_names_the_same_job_and_never_another_one()
    {
        JobId first = _bench.Submit(key: "k");
        Answer<Submitted> again = _bench.Ask(new EngineRequest.Submit(_bench.Row(Specs.Job(), "k")));
        Answer<Submitted> other = _bench.Ask(new EngineRequest.Submit(_bench.Row(Specs.Wanting(cores: 2), "k")));

        Assert.That(again.OrThrow(), Is.EqualTo(new Submitted(first, false)));
        Assert.That(other.Refusal?.Code, Is.EqualTo(ProblemCode.Conflict));
        Assert.That(_bench.Writes.OfType<StoreWrite.InsertJob>().Count(), Is.EqualTo(1));
    }

    [Test]
    public void What_one_node_says_a_tag_means_binds_its_attempt_and_no_other()
    {
        JobSpec tagged = Specs.Job(spec => spec with { Image = ImageReference.Parse("registry.test/tool:v1"), Retries = 1 });
        BenchNode node = Holding(out Lease first, tagged);
        ContentHash digest = ContentHash.Parse(Specs.Digest);
        node.Sync(new ImageResolved { Sequence = node.NextEvent++, Attempt = first.Attempt, Epoch = 1, At = 0, Digest = digest });
        Answer<AttestationReply> another = node.Attest(first, message => message with { ImageDigest = Hash32.Sha256("other"u8) });
        node.Attest(first, message => message with { Outcome = Outcome.JobFault, ExitCode = 1, ImageDigest = digest.Value });
        node.Sync();

        Lease second = node.Leases.Single();
        Assert.That(another.Refusal?.Detail, Does.Contain("imageDigest"), "its own word binds it");
        Assert.That(second.Spec, Is.EqualTo(tagged), "the next node is asked anew");
        Assert.That(second.SpecDigest, Is.EqualTo(first.SpecDigest));
        node.Attest(second, message => message with { Outcome = Outcome.JobFault, ExitCode = 1, ImageDigest = Hash32.Sha256("later"u8) });
        Assert.That(_bench.Writes.OfType<StoreWrite.SaveAttempt>().Where(write => write.Attempt.End is not null)
            .Select(write => write.Attempt.Image?.Value), Is.EqualTo(new Hash32?[] { digest.Value, Hash32.Sha256("later"u8) }));
    }

    private JobState State(JobId job) => _bench.Show(job)!.State;

    private BenchNode Holding(out Lease lease, JobSpec? spec = null)
    {
        BenchNode node = new(_bench, 1);
        node.Sync();
        _bench.Submit(spec);
        node.TakeReply();
        node.Sync();
        lease = node.Leases.Single();
        return node;
    }
}
