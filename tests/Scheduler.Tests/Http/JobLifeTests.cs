using System.Net;
using System.Net.Http.Json;
using System.Text;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

internal sealed class JobLifeTests
{
    private static readonly byte[] _log = Encoding.UTF8.GetBytes("epoch 1 loss 0.5\nepoch 2 loss 0.25\n");
    private static readonly (string, byte[])[] _outputs = [("outputs/model.bin", [1, 2, 3]),
        ("outputs/sub/metrics.json", "{}"u8.ToArray())];

    [Test, CancelAfter(120_000)]
    public async Task A_job_goes_from_submit_to_a_ledger_row_and_an_attestation_that_verifies_offline(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token, "outputs: [/outputs]");
        Lease lease = await node.TakeLeaseAsync(token);
        Assert.That((lease.Job, lease.Epoch, lease.SpecDigest), Is.EqualTo((job.Id, 1L, job.SpecDigest)));

        await node.SyncAsync(token,
            new PhaseChanged { Sequence = 1, Attempt = lease.Attempt, Epoch = 1, At = 0, Phase = AttemptPhase.Running });
        Assert.That((await scheduler.ShowAsync(job.Id, token)).State,
            Is.InstanceOf<JobState.Placed>().With.Property("Phase").EqualTo(AttemptPhase.Running));
        await DeliverAsync(node, lease, token);
        AttestationEnvelope envelope = node.Envelope(lease, _log, _outputs);
        AttestationReply reply = await node.AttestAsync(lease, envelope, token);

        JobView done = await scheduler.ShowAsync(job.Id, token);
        Assert.That(done.State, Is.EqualTo(new JobState.Finished(Outcome.Succeeded, "ended with Succeeded", 0, reply.Digest)));
        Assert.That(done.Attempts.Single().LogBytes, Is.EqualTo(_log.Length));
        LedgerPage ledger = await scheduler.GetAsync(Routes.Ledger, WireJson.Default.LedgerPage, token);
        Assert.That(ledger.Rows.Single(),
            Has.Property("Attestation").EqualTo(reply.Digest).And.Property("Hash").EqualTo(ledger.Rows[0].ComputeHash()));
        Assert.That(ledger.Balances.Single(), Is.EqualTo(new LedgerBalance(node.Key.Address, ledger.Rows[0].Amount, 1)));
        IReadOnlyList<AttestationEnvelope> stored = await scheduler.GetAsync(Routes.JobAttestations(job.Id),
            WireJson.Default.IReadOnlyListAttestationEnvelope, token);
        AttestationReport report = AttestationVerifier.Verify(stored.Single(),
            new AttestationExpectations(envelope.Domain, node.Key.Address, reply.Scheduler));
        Assert.That(report.Findings.Where(finding => finding.Status != FindingStatus.Passed), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_verdict_on_each_attempt_is_shown_with_what_it_rests_on(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token, "retries: 1");
        Lease lease = await node.TakeLeaseAsync(token);
        SkippedOutput[] skipped = [new("/outputs/latest", "a symbolic link")];
        await node.AttestAsync(lease, node.Envelope(lease, [], [], Outcome.JobFault, skipped: skipped), token);

        AttemptView shown = (await scheduler.ShowAsync(job.Id, token)).Attempts.Single(attempt => attempt.Id == lease.Attempt);
        WhyView why = await scheduler.GetAsync(Routes.JobWhy(job.Id), WireJson.Default.WhyView, token);

        Assert.That((shown.Verdict!.Outcome, shown.Verdict.Code), Is.EqualTo((Outcome.JobFault, "exited")));
        Assert.That(shown.Verdict.Evidence, Is.EqualTo(new[] { "a fact" }));
        Assert.That(why.Ended.Single().Verdict!.Text, Is.EqualTo("ended with JobFault"), "why it waits again");
        ArtifactList outputs = await scheduler.GetAsync(Routes.JobArtifacts(job.Id), WireJson.Default.ArtifactList, token);
        Assert.That(new[] { shown.SkippedOutputs, outputs.SkippedOutputs }, Is.All.EqualTo(skipped), "what was not taken");
    }

    [Test, CancelAfter(120_000)]
    public async Task Its_log_and_outputs_come_back_exactly(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token, "outputs: [/outputs]");
        Lease lease = await node.TakeLeaseAsync(token);
        await DeliverAsync(node, lease, token);
        await node.AttestAsync(lease, node.Envelope(lease, _log, _outputs), token);

        Assert.That(await scheduler.Http.GetByteArrayAsync(Routes.JobLogs(job.Id, lease.Attempt, 5, follow: true), token),
            Is.EqualTo(_log[5..]));
        ArtifactList list = await scheduler.GetAsync(Routes.JobArtifacts(job.Id), WireJson.Default.ArtifactList, token);
        Assert.That(list.Artifacts.Select(one => one.Path), Is.EqualTo(new[] { "outputs/model.bin", "outputs/sub/metrics.json" }));
        using HttpRequestMessage request = new(HttpMethod.Get, Routes.JobArtifact(job.Id, "outputs/model.bin"));
        request.Headers.Range = new(1, null);
        using HttpResponseMessage part = await scheduler.Http.SendAsync(request, token);
        Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await part.Content.ReadAsByteArrayAsync(token), Is.EqualTo(new byte[] { 2, 3 }));
        Assert.That(part.Headers.ETag?.Tag, Is.EqualTo($"\"{ContentHash.Of([1, 2, 3])}\""));
        Assert.That(part.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_repeated_attestation_gets_the_same_reply_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        AttestationEnvelope envelope = node.Envelope(lease, [], []);
        AttestationReply first = await node.AttestAsync(lease, envelope, token);
        using HttpResponseMessage second = await node.PostAttestationAsync(lease, envelope, token);
        Assert.That(await Replies.ReadAsync(second, 200, WireJson.Default.AttestationReply, token), Is.EqualTo(first));

        await scheduler.RestartAsync(token);
        await node.LogInAsync(token);
        using HttpResponseMessage third = await node.PostAttestationAsync(lease, envelope, token);

        Assert.That(await Replies.ReadAsync(third, 200, WireJson.Default.AttestationReply, token), Is.EqualTo(first));
        LedgerPage ledger = await scheduler.GetAsync(Routes.Ledger, WireJson.Default.LedgerPage, token);
        Assert.That(ledger.Rows, Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_second_attestation_for_one_sequence_is_refused_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        await scheduler.SubmitAsync(token);
        Lease first = await node.TakeLeaseAsync(token);
        Lease second = await node.TakeLeaseAsync(token);
        await node.AttestAsync(first, node.Envelope(first, [], []), token);
        await scheduler.RestartAsync(token);
        await node.LogInAsync(token);

        AttestationEnvelope equivocal = node.Envelope(second, [], [], change: message => message with { Sequence = 0, Previous = default });
        using HttpResponseMessage reply = await node.PostAttestationAsync(second, equivocal, token);

        Problem problem = await Replies.ProblemAsync(reply, ProblemCode.Conflict, token);
        Assert.That(problem.Remedy, Does.Contain("equivocation"));
        Assert.That(scheduler.Server.Reader.CountEquivocations(node.Key.Address), Is.EqualTo(1));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_restart_in_the_middle_of_a_job_loses_neither_lease_nor_log(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        (await node.PutLogAsync(lease, 0, _log[..10], token)).EnsureSuccessStatusCode();

        await scheduler.RestartAsync(token);

        using HttpResponseMessage stale = await node.Http.PostAsJsonAsync(scheduler.Server.Addresses[0] + Routes.Sync[1..], node.Body(),
            WireJson.Default.SyncRequest, token);
        await Replies.ProblemAsync(stale, ProblemCode.Unauthorized, token);
        await node.LogInAsync(token);
        SyncReply reply = await node.SyncAsync(token,
            new PhaseChanged { Sequence = 1, Attempt = lease.Attempt, Epoch = 1, At = 0, Phase = AttemptPhase.Running });
        Assert.That(reply.Leases.Single(), Is.EqualTo(new LeaseVerdict(lease.Attempt, 1, 60_000)));
        Assert.That(reply.AckEvent, Is.EqualTo(1));
        using HttpResponseMessage query = await node.PutLogAsync(lease, 0, [], token);
        Assert.That(await Replies.ReadAsync(query, 200, WireJson.Default.LogReply, token), Is.EqualTo(new LogReply(10)));
        (await node.PutLogAsync(lease, 10, _log[10..], token)).EnsureSuccessStatusCode();
        await node.AttestAsync(lease, node.Envelope(lease, _log, []), token);
        Assert.That((await scheduler.ShowAsync(job.Id, token)).State, Is.InstanceOf<JobState.Finished>());
    }

    [Test, CancelAfter(120_000)]
    public async Task A_node_whose_journal_began_anew_gets_its_lease_again(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        (BootId old, node.Boot, node.AckCommand) = (node.Boot, BootId.New(), 0);
        node.Holding.Clear();
        await node.LogInAsync(token);

        Lease again = await node.TakeLeaseAsync(token);

        Assert.That((again.Attempt, again.Epoch, again.SpecDigest), Is.EqualTo((lease.Attempt, lease.Epoch, lease.SpecDigest)));
        node.Boot = old;
        using HttpResponseMessage late = await node.Http.PostAsJsonAsync(Routes.Sync, node.Body(), WireJson.Default.SyncRequest, token);
        await Replies.ProblemAsync(late, ProblemCode.Conflict, token);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_lost_node_is_replaced_and_its_writes_are_refused(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using TestNode first = new(scheduler);
        await first.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token);
        Lease lease = await first.TakeLeaseAsync(token);
        time.Advance(TimeSpan.FromSeconds(121));
        using TestNode second = new(scheduler);
        await second.LogInAsync(token);

        Lease next = await second.TakeLeaseAsync(token);

        Assert.That((next.Job, next.Epoch), Is.EqualTo((job.Id, 2L)));
        using HttpResponseMessage log = await first.PutLogAsync(lease, 0, _log, token);
        await Replies.ProblemAsync(log, ProblemCode.LeaseLost, token);
        using HttpResponseMessage artifact = await first.PutArtifactAsync(lease, "outputs/x", [1], 0, [1], token);
        await Replies.ProblemAsync(artifact, ProblemCode.LeaseLost, token);
        using HttpResponseMessage attestation = await first.PostAttestationAsync(lease, first.Envelope(lease, [], []), token);
        await Replies.ProblemAsync(attestation, ProblemCode.LeaseLost, token);
        Assert.That((await first.SyncAsync(token)).Leases.Single().Lost, Is.True);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_submit_that_finds_an_idle_node_is_one_transaction(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await node.SyncUntilParkedAsync(token);
        long before = scheduler.Server.Commits;

        JobView job = await scheduler.SubmitAsync(token);

        Assert.That(job.State, Is.InstanceOf<JobState.Placed>());
        Assert.That(scheduler.Server.Commits - before, Is.EqualTo(1));
    }

    private static async Task DeliverAsync(TestNode node, Lease lease, CancellationToken token)
    {
        using HttpResponseMessage log = await node.PutLogAsync(lease, 0, _log, token);
        Assert.That(await Replies.ReadAsync(log, 200, WireJson.Default.LogReply, token), Is.EqualTo(new LogReply(_log.Length)));
        foreach ((string path, byte[] content) in _outputs)
        {
            using HttpResponseMessage part = await node.PutArtifactAsync(lease, path, content, 0, content, token);
            Assert.That(await Replies.ReadAsync(part, 200, WireJson.Default.ArtifactReply, token),
                Is.EqualTo(new ArtifactReply(content.Length, true)));
        }
    }
}
