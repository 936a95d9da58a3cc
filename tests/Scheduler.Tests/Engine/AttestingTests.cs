using System.Globalization;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

internal sealed class AttestingTests
{
    private static readonly Hash32 _other = Hash32.Sha256("other"u8);

    private readonly EngineBench _bench = new();

    private static readonly Dictionary<string, Func<WorkAttestation, WorkAttestation>> _lies = new()
    {
        ["jobId"] = message => message with { JobId = _other },
        ["attemptId"] = message => message with { AttemptId = _other },
        ["leaseEpoch"] = message => message with { LeaseEpoch = 9 },
        ["specDigest"] = message => message with { SpecDigest = _other },
        ["imageDigest"] = message => message with { ImageDigest = _other },
        ["imageDigest is zero"] = message => message with { ImageDigest = default },
        ["resultDigest"] = message => message with { ResultDigest = _other },
        ["startedAt"] = message => message with { StartedAt = message.StartedAt - 400 },
        ["finishedAt"] = message => message with { FinishedAt = message.FinishedAt + 400 },
        ["gpuMilliseconds"] = message => message with { GpuMilliseconds = 1 },
        ["exit code"] = message => message with { ExitCode = 3 },
    };

    private static IEnumerable<string> Lies => _lies.Keys;

    [Test]
    public void An_accepted_attestation_ends_attempt_and_job_and_makes_one_ledger_row_in_one_decision()
    {
        BenchNode node = Holding(out Lease lease, Specs.Wanting(cores: 2));
        _bench.Pass(TimeSpan.FromSeconds(30));
        EngineRequest.Attest request = new(Key(lease, node), _bench.Attestation(lease, node.Node, 0));

        Decision decision = _bench.Decide(request);

        Assert.That(decision.Writes.Select(write => write.GetType().Name),
            Is.EqualTo(new[] { "InsertAttestation", "Pay", "SaveAttempt", "SaveJob" }));
        Assert.That(request.Ticket.Settled?.OrThrow(), Is.EqualTo(request.Attestation.Reply));
        LedgerRow row = _bench.Ledger.Single();
        Assert.That((row.Number, row.PaidMs, row.Epoch, row.Hash), Is.EqualTo((1L, 10_000L, 1L, row.ComputeHash())));
        Assert.That(row.Amount, Is.EqualTo(EngineBench.Rules.Price.Owed(2000, 0, TimeSpan.FromSeconds(10)).ToBaseUnits()));
        Assert.That(_bench.Show(lease.Job), Is.Null, "finished: the store has it");
        Assert.That(_bench.Stored(lease.Job).Status,
            Is.EqualTo(new JobStatus.Finished(_bench.UnixMs, Outcome.Succeeded, 0, "Succeeded", row.Attestation)));
    }

    [TestCaseSource(nameof(Lies))]
    public void An_attestation_that_contradicts_the_lease_is_refused_and_changes_nothing(string what)
    {
        BenchNode node = Holding(out Lease lease);
        int writes = _bench.Writes.Count;

        Refusal? refusal = node.Attest(lease, _lies[what]).Refusal;

        Assert.That(refusal, Has.Property("Code").EqualTo(ProblemCode.Rejected).And.Property("Detail").Contains(what));
        Assert.That(_bench.Writes, Has.Count.EqualTo(writes));
        Assert.That(node.Attest(lease).Refusal, Is.Null, "the truth is still accepted");
    }

    [Test]
    public void The_same_attestation_again_gets_the_same_reply_and_no_second_row()
    {
        BenchNode node = Holding(out Lease lease);
        EngineRequest.Attest first = new(Key(lease, node), _bench.Attestation(lease, node.Node, 0));
        EngineRequest.Attest second = new(Key(lease, node), first.Attestation);

        Assert.That(_bench.Ask(first).OrThrow(), Is.EqualTo(_bench.Ask(second).OrThrow()));
        Assert.That(_bench.Ledger.Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_second_digest_for_one_sequence_is_refused_and_recorded()
    {
        BenchNode node = Holding(out Lease lease);
        JobId next = _bench.Submit();
        node.Sync();
        node.Attest(lease);
        node.NextAttestation = 0;

        Refusal? refusal = node.Attest(node.Leases.Single(other => other.Job == next)).Refusal;

        Assert.That(refusal?.Code, Is.EqualTo(ProblemCode.Conflict));
        EquivocationRow record = _bench.Writes.OfType<StoreWrite.InsertEquivocation>().Single().Equivocation;
        Assert.That((record.Node, record.Sequence), Is.EqualTo((node.Node, 0UL)));
        Assert.That(record.Digest, Is.Not.EqualTo(record.Accepted));
        Assert.That(_bench.Show(next)!.State, Is.InstanceOf<JobState.Placed>(), "the job is as before");
    }

    [Test]
    public void Another_node_or_epoch_cannot_attest()
    {
        BenchNode node = Holding(out Lease lease);
        BenchNode stranger = new(_bench, 2);
        stranger.Sync();

        Assert.That(stranger.Attest(lease).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Assert.That(node.Attest(lease with { Epoch = 2 }).Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Assert.That(_bench.Ledger, Is.Empty);
    }

    [TestCase(0, 1)]
    [TestCase(2, 3)]
    public void A_job_fault_is_tried_again_as_often_as_the_submitter_said_and_each_try_is_paid(int retries, int attempts)
    {
        BenchNode node = Holding(out Lease lease, Specs.Job(spec => spec with { Retries = retries }));
        for (int attempt = 1; attempt <= attempts; attempt++)
        {
            Assert.That(node.Leases.Single().Epoch, Is.EqualTo(attempt));
            _bench.Pass(TimeSpan.FromSeconds(15));
            node.Attest(node.Leases.Single(), message => message with { Outcome = Outcome.JobFault, ExitCode = 1 });
            node.Sync();
        }

        Assert.That(node.Leases, Is.Empty);
        Assert.That(((JobStatus.Finished)_bench.Stored(lease.Job).Status).Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That(_bench.Ledger.Select(row => row.PaidMs), Is.All.EqualTo(10_000).And.Exactly(attempts).Items);
    }

    [Test]
    public void A_host_fault_is_tried_elsewhere_first_and_costs_the_submitter_nothing()
    {
        BenchNode first = Holding(out Lease lease);
        BenchNode second = new(_bench, 2);
        second.Sync();

        first.Attest(lease, message => message with { Outcome = Outcome.HostFault, ExitCode = -1, ImageDigest = default });
        first.Sync();
        second.TakeReply();

        Assert.That(first.Leases, Is.Empty);
        Assert.That(second.Leases.Single().Epoch, Is.EqualTo(2));
        Assert.That(_bench.Ledger.Single(), Has.Property("Amount").EqualTo("0").And.Property("PaidMs").EqualTo(0));
    }

    [Test]
    public void Network_faults_end_the_job_when_its_placements_are_used_up()
    {
        BenchNode node = Holding(out Lease lease);
        for (int attempt = 1; attempt <= EngineBench.Rules.MaxPlacements; attempt++)
        {
            node.Attest(node.Leases.Single(), message =>
                message with { Outcome = Outcome.NetworkFault, ExitCode = -1, ImageDigest = default });
            node.Sync();
        }

        Assert.That(((JobStatus.Finished)_bench.Stored(lease.Job).Status).Outcome, Is.EqualTo(Outcome.NetworkFault));
        Assert.That(_bench.Ledger.Select(row => row.Amount), Is.All.EqualTo("0").And.Exactly(3).Items);
    }

    [Test]
    public void A_node_that_cancels_on_its_own_is_not_paid_and_the_job_runs_elsewhere()
    {
        BenchNode node = Holding(out Lease lease);
        BenchNode second = new(_bench, 2);
        second.Sync();

        node.Attest(lease, message => message with { Outcome = Outcome.Cancelled, ExitCode = 143 });
        second.TakeReply();

        Assert.That(second.Leases.Single().Job, Is.EqualTo(lease.Job));
        Assert.That(_bench.Ledger.Single().Amount, Is.EqualTo("0"));
    }

    [Test]
    public void Paid_time_never_exceeds_the_time_the_lease_was_held()
    {
        BenchNode node = Holding(out Lease lease);
        _bench.Pass(TimeSpan.FromSeconds(3));
        node.Attest(lease, message => message with { StartedAt = message.StartedAt - 200 });

        Assert.That(_bench.Ledger.Single().PaidMs, Is.EqualTo(3000));
    }

    [Test]
    public void Ledger_rows_form_a_chain()
    {
        BenchNode node = Holding(out _);
        for (int i = 0; i < 5; i++)
        {
            _bench.Pass(TimeSpan.FromSeconds(10));
            node.Attest(node.Leases.Single());
            _bench.Submit();
            node.Sync();
        }

        Hash32 previous = default;
        foreach ((int index, LedgerRow row) in _bench.Ledger.Index())
        {
            Assert.That((row.Number, row.Previous, row.Hash), Is.EqualTo((index + 1L, previous, row.ComputeHash())));
            previous = row.Hash;
        }

        Assert.That(_bench.Ledger.Sum(row => decimal.Parse(row.Amount, CultureInfo.InvariantCulture)), Is.GreaterThan(0));
    }

    [Test]
    public void The_result_digest_must_be_the_manifest_of_the_files_delivered()
    {
        BenchNode node = Holding(out Lease lease);
        ArtifactEntry entry = new("outputs/model.bin", ContentHash.Of("model"u8), 5);
        Hash32 nothing = DePin.Attestation.Evidence.OutputManifest.Empty.Digest();
        _bench.Ask(new EngineRequest.RecordArtifact(Key(lease, node), entry)).OrThrow();

        Assert.That(node.Attest(lease, message => message with { ResultDigest = nothing }).Refusal?.Detail, Does.Contain("resultDigest"));
        Assert.That(node.Attest(lease).Refusal, Is.Null);
    }

    [Test]
    public void Artifacts_under_a_stale_lease_are_refused()
    {
        BenchNode node = Holding(out Lease lease);
        ArtifactEntry entry = new("outputs/model.bin", ContentHash.Of("model"u8), 5);

        Answer<bool> answer = _bench.Ask(new EngineRequest.RecordArtifact(Key(lease, node) with { Epoch = 2 }, entry));

        Assert.That(answer.Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
    }

    [Test]
    public void A_node_that_has_not_heard_of_the_acceptance_is_not_told_that_its_lease_is_lost()
    {
        BenchNode node = Holding(out Lease lease);
        _bench.Ask(new EngineRequest.Attest(Key(lease, node), _bench.Attestation(lease, node.Node, 0))).OrThrow();

        Assert.That(node.Sync(), Is.False, "nothing is lost: parked");
        _bench.Pass(TimeSpan.FromSeconds(20));
        Assert.That(node.TakeReply()!.Leases.Single().Lost, Is.False);
    }

    private static LeaseKey Key(Lease lease, BenchNode node) => new(lease.Attempt, lease.Epoch, node.Node);

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
