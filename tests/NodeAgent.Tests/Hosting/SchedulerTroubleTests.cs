using System.Net;
using System.Text;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Schedulers that fall silent, lie, or are not who they were.</summary>
public sealed class SchedulerTroubleTests
{
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test]
    [CancelAfter(30_000)]
    public async Task A_job_whose_lease_cannot_be_renewed_is_stopped_and_it_is_the_networks_fault(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        _node.Scheduler.Ttl = TimeSpan.FromSeconds(3);
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Scheduler.Offline = true;
                await TestNode.ReachedAsync(work, lease, state => state is AttemptState.Concluded or AttemptState.Sealed, token);
                Assert.That(_node.Engine.Calls, Has.Some.StartsWith("stop "));
                _node.Scheduler.Offline = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.NetworkFault));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_agent_that_dies_before_the_end_of_every_long_poll_keeps_its_leases(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        _node.Scheduler.Ttl = TimeSpan.FromSeconds(10);
        _node.Scheduler.Hold = TimeSpan.FromSeconds(60);
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        for (int life = 0; life < 6; life++)
        {
            await _node.WorkUntilAsync(
                async work =>
                {
                    await TestNode.ReachedAsync(work, lease, state => state is AttemptState.Running, token);
                    await Task.Delay(TimeSpan.FromSeconds(1.75), TimeProvider.System, token);
                },
                token);
        }

        await _node.WorkUntilAsync(
            async work =>
            {
                _node.Engine.End(TestNode.Container(lease), 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded), "the job outlived its first lease");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_full_disk_keeps_no_job_running_past_its_lease(CancellationToken token)
    {
        _node.Scheduler.Ttl = TimeSpan.FromSeconds(3);
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool full = false;
        var steps = new Steps((step, moment) =>
        {
            if (full && moment == StepMoment.Before && step.ToString().StartsWith("Journal", StringComparison.Ordinal))
            {
                throw new SqliteException("database or disk is full", 13);
            }
        });

        await TestNode.WorkUntilAsync(
            _node.Work(steps),
            async work =>
            {
                await _node.RunningAsync(token);
                full = true;
                _node.Scheduler.Offline = true;
                await TestNode.UntilAsync(
                    () => _node.Engine.Snapshots.All(container => container.State is not ContainerState.Running), token);
                full = false;
                await TestNode.ReachedAsync(work, lease, state => state is AttemptState.Concluded or AttemptState.Sealed, token);
                _node.Scheduler.Offline = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.NetworkFault), "the order was written when it could be");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_job_runs_on_while_the_scheduler_is_away_for_less_than_its_lease(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Scheduler.Offline = true;
                _node.Engine.Write(TestNode.Container(lease), "alone\n"u8);
                _node.Engine.End(TestNode.Container(lease), 0);
                await TestNode.ReachedAsync(work, lease, state => state is AttemptState.Sealed, token);
                _node.Scheduler.Offline = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(Encoding.UTF8.GetString(_node.Scheduler.Lease(lease.Attempt).Log), Is.EqualTo("hello\nworld\nalone\n"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_counter_signature_by_another_key_is_not_accepted(CancellationToken token)
    {
        using PrivateKey stranger = PrivateKey.Create();
        bool lies = true;
        _node.Scheduler.Interfere = request => lies && request.RequestUri!.AbsolutePath.EndsWith("/attestation", StringComparison.Ordinal)
            ? FakeAnswer.Of(Accepted(request, stranger), WireJson.Default.AttestationReply)
            : null;
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await TestNode.ReachedAsync(work, lease, state => state is AttemptState.Sealed, token);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
                Assert.That(work.Journal.Find(lease.Attempt)!.State, Is.InstanceOf<AttemptState.Sealed>());
                lies = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Scheduler.Lease(lease.Attempt).Envelope!.Scheduler, Is.EqualTo(_node.Scheduler.Key.Address));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_scheduler_with_another_key_than_at_first_gets_no_signature(CancellationToken token)
    {
        await _node.WorkUntilAsync(work => work.Sync.FirstAnswer.WaitAsync(token), token);
        using PrivateKey first = _node.Scheduler.Key;
        _node.Scheduler.Key = PrivateKey.Create();

        string problem = await ProblemAsync(token);

        Assert.That(
            problem,
            Does.Contain(first.Address.ToString()).And.Contain(_node.Scheduler.Key.Address.ToString()).And.Contain("Nothing was signed"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_owner_who_pins_the_schedulers_key_meets_no_other(CancellationToken token)
    {
        _node.Endpoint = _node.Endpoint with { Address = _node.Key.Address };

        Assert.That(await ProblemAsync(token), Does.Contain($"not {_node.Key.Address}"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Answers_that_are_no_protocol_are_survived(CancellationToken token)
    {
        int garbage = 0;
        string[] bodies = ["", "null", "[]", "{", "<html>502</html>", """{"ackEvent":"x"}""",
            """{"ackEvent":1,"commands":[{"kind":"dance","sequence":1}],"leases":[]}"""];
        _node.Scheduler.Interfere = request => Interlocked.Increment(ref garbage) % 3 == 0
            ? new HttpResponseMessage(garbage % 2 == 0 ? HttpStatusCode.OK : HttpStatusCode.BadGateway)
            {
                Content = new StringContent(bodies[garbage % bodies.Length]),
            }
            : null;
        Lease lease = _node.Scheduler.Grant(_node.Spec);

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Scheduler.Violations, Is.Empty);
        Assert.That(Encoding.UTF8.GetString(_node.Scheduler.Lease(lease.Attempt).Log), Is.EqualTo("hello\nworld\n"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Commands_that_are_stale_or_come_twice_change_nothing(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        _node.Scheduler.Say(
            new RunLease { Sequence = 1, Lease = lease },
            new CancelAttempt { Sequence = 1, Attempt = lease.Attempt, Epoch = 1, Reason = "under a used number" },
            new CancelAttempt { Sequence = 2, Attempt = AttemptId.Of(JobId.New(), 0), Epoch = 0, Reason = "of nobody" });

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    private static AttestationReply Accepted(HttpRequestMessage request, PrivateKey key)
    {
        using Stream body = request.Content!.ReadAsStream(CancellationToken.None);
        using var copy = new MemoryStream();
        body.CopyTo(copy);
        Hash32 digest = AttestationEnvelope.Parse(copy.ToArray()).Digest();
        return new AttestationReply(digest, key.Sign(digest), key.Address);
    }

    private async Task<string> ProblemAsync(CancellationToken token)
    {
        string? problem = null;
        await _node.WorkUntilAsync(work => TestNode.UntilAsync(() => (problem = work.Sync.Link.Problem) is not null, token), token);
        return problem!;
    }
}
