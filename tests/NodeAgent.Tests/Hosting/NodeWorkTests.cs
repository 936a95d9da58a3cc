using System.Text;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

public sealed class NodeWorkTests
{
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test]
    [CancelAfter(30_000)]
    public async Task A_job_runs_from_its_lease_to_its_counter_signed_attestation(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        FakeLease had = _node.Scheduler.Lease(lease.Attempt);
        Assert.That(Encoding.UTF8.GetString(had.Log), Is.EqualTo("hello\nworld\n"));
        Assert.That(had.Outputs.Keys, Is.EquivalentTo(new[] { "outputs/model.bin", "outputs/sub/report.txt" }));
        AttestationEnvelope envelope = had.Envelope!;
        Assert.That(AttestationVerifier.Verify(envelope).IsValid, Is.True);
        Assert.That(envelope.Message.Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(envelope.Message.SpecDigest, Is.EqualTo(_node.Spec.Digest()));
        Assert.That(envelope.Message.Sequence, Is.Zero);
        EvidenceStatement evidence = EvidenceStatement.Parse(envelope.Evidence.Span);
        Assert.That(evidence.Predicate.LogDigest, Is.EqualTo(Hash32.Sha256("hello\nworld\n"u8)));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
        Assert.That((await _node.Engine.ListAsync(token)).Containers, Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(_node.StateDirectory, "attempts", lease.Attempt.ToString())), Is.False);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task The_phases_are_told_in_order_and_each_once(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Scheduler.Events.OfType<PhaseChanged>().Select(told => told.Phase), Is.EqualTo(new[]
        {
            AttemptPhase.Accepted, AttemptPhase.Preparing, AttemptPhase.Running, AttemptPhase.Collecting, AttemptPhase.Delivering,
        }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_tag_is_resolved_once_and_its_digest_is_told(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec with { Image = Protocol.Jobs.ImageReference.Parse("registry.test/job:1") });

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Scheduler.Events.OfType<ImageResolved>().Single().Digest.Value, Is.EqualTo(_node.Image.Digest));
        Assert.That(_node.Message(lease).ImageDigest, Is.EqualTo(_node.Image.Digest));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_image_that_does_not_exist_is_the_jobs_fault_and_is_attested(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec with { Image = Protocol.Jobs.ImageReference.Parse("registry.test/none:1") });

        await _node.FinishAsync(lease, token);

        WorkAttestation message = _node.Message(lease);
        Assert.That(message.Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That(message.ExitCode, Is.EqualTo(-1));
        Assert.That(message.ImageDigest, Is.EqualTo(default(Hash32)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_cancelled_job_is_stopped_and_what_it_left_is_delivered(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Scheduler.Cancel(lease, "changed my mind");
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        FakeLease had = _node.Scheduler.Lease(lease.Attempt);
        Assert.That(had.Envelope!.Message.Outcome, Is.EqualTo(Outcome.Cancelled));
        Assert.That(had.Envelope.Message.ExitCode, Is.EqualTo(143));
        Assert.That(had.Outputs, Has.Count.EqualTo(2));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_lost_lease_stops_the_job_without_an_attestation(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Scheduler.Revoke(lease);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Scheduler.Lease(lease.Attempt).Envelope, Is.Null);
        Assert.That((await _node.Engine.ListAsync(token)).Containers, Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_job_gets_its_inputs_by_content(CancellationToken token)
    {
        byte[] content = Encoding.UTF8.GetBytes(new string('x', 300_000));
        ContentHash hash = ContentHash.Of(content);
        _node.Scheduler.Contents[hash] = content;
        ContainerPath path = ContainerPath.Parse("/inputs/data.txt");
        Lease lease = _node.Scheduler.Grant(
            _node.Spec with
            {
                Inputs = new ValueMap<ContainerPath,
                ContentHash>([new(path, hash)]),
                Outputs = [ContainerPath.Parse("/inputs")],
            });

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Scheduler.Lease(lease.Attempt).Outputs["inputs/data.txt"], Is.EqualTo(content));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_input_that_the_scheduler_does_not_have_is_the_jobs_fault(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(
            _node.Spec with
            {
                Inputs = new ValueMap<ContainerPath, ContentHash>(
                [new(ContainerPath.Parse("/in"), ContentHash.Of("none"u8))])
            });

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.JobFault));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Limits_that_ended_a_job_are_named(CancellationToken token)
    {
        _node.Job = _node.Job with
        {
            ExitCode = 1,
            RefusedForks = true,
            Files = new Dictionary<string, byte[]> { ["/f"] = new byte[1000] },
        };
        Lease lease = _node.Scheduler.Grant(
            _node.Spec with { Resources = _node.Spec.Resources with { Disk = new ByteSize(1000) } });

        await _node.FinishAsync(lease, token);

        ReadOnlySpan<byte> evidence = _node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span;
        Assert.That(
            EvidenceStatement.Parse(evidence).Predicate.LimitsHit.Select(limit => limit.Limit), Is.EqualTo(new[] { "pids", "disk" }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Several_jobs_run_at_once(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        List<Lease> leases = [.. Enumerable.Range(0, 4).Select(_ => _node.Scheduler.Grant(_node.Spec))];
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.Scheduler.UntilAsync(
                    () => _node.Scheduler.Events.OfType<PhaseChanged>().Count(told => told.Phase == AttemptPhase.Running) == 4, token);
                leases.ForEach(lease => _node.Engine.End(TestNode.Container(lease), 0));
                await Task.WhenAll(leases.Select(lease => TestNode.EndedAsync(work, lease, token)));
            },
            token);

        Assert.That(
            leases.Select(lease => _node.Message(lease).Sequence),
            Is.EquivalentTo(new ulong[] { 0, 1, 2, 3 }));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_log_beyond_its_limit_ends_with_a_visible_line_and_the_limit_is_named(CancellationToken token)
    {
        _node.Rules = TestNode.Fast with { LogBytes = 1000 };
        _node.Job = _node.Job with { Log = Encoding.UTF8.GetBytes(new string('x', 5000)) };
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        string log = Encoding.UTF8.GetString(_node.Scheduler.Lease(lease.Attempt).Log);
        Assert.That(
            log, Has.Length.EqualTo(1000).And.EndsWith("[depin] the log reached its limit of 1000 bytes and ends here; the job runs on\n"));
        WorkEvidence evidence = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;
        Assert.That(evidence.LimitsHit, Is.EqualTo(new[] { new LimitHit("log", "the log was cut at 1000 bytes") }));
        Assert.That(evidence.LogDigest, Is.EqualTo(Hash32.Sha256(Encoding.UTF8.GetBytes(log))));
        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }
}
