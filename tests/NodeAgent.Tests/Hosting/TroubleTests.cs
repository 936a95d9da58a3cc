using System.Net;
using System.Text;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Hosting;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Engines that go away, schedulers that lie or fall silent, jobs that write too much.</summary>
public sealed class TroubleTests
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
                await RunningAsync(token);
                _node.Scheduler.Offline = true;
                await JournalAsync(work, lease, state => state is AttemptState.Concluded or AttemptState.Sealed, token);
                Assert.That(_node.Engine.Calls, Has.Some.StartsWith("stop "));
                _node.Scheduler.Offline = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Message(lease).Outcome, Is.EqualTo(Outcome.NetworkFault));
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
                await RunningAsync(token);
                _node.Scheduler.Offline = true;
                _node.Engine.Write(Name(lease), "alone\n"u8);
                _node.Engine.End(Name(lease), 0);
                await JournalAsync(work, lease, state => state is AttemptState.Sealed, token);
                _node.Scheduler.Offline = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(Encoding.UTF8.GetString(_node.Scheduler.Lease(lease.Attempt).Log), Is.EqualTo("hello\nworld\nalone\n"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_container_that_its_engine_took_along_is_the_hosts_fault(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool away = false;
        var engine = new GuardedEngine(() => ThrowIf(away), _node.Engine);
        await WorkAsync(
            _node.Work(runtime: engine),
            async work =>
            {
                await RunningAsync(token);
                away = true;
                while (work.Engine.Problem is null)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
                }

                _node.Engine.End(Name(lease), 137);
                away = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That((Message(lease).Outcome, Message(lease).ExitCode), Is.EqualTo((Outcome.HostFault, 137)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_container_that_runs_on_without_its_engine_is_not_disturbed(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool away = false;
        var engine = new GuardedEngine(() => ThrowIf(away), _node.Engine);
        await WorkAsync(
            _node.Work(runtime: engine),
            async work =>
            {
                await RunningAsync(token);
                away = true;
                while (work.Engine.Problem is null)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
                }

                away = false;
                while (work.Engine.Problem is not null)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
                }

                _node.Engine.End(Name(lease), 3);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That((Message(lease).Outcome, Message(lease).ExitCode), Is.EqualTo((Outcome.JobFault, 3)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_container_that_somebody_removed_is_the_hosts_fault(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await RunningAsync(token);
                await _node.Engine.RemoveAsync(Name(lease), token);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That((Message(lease).Outcome, Message(lease).ExitCode), Is.EqualTo((Outcome.HostFault, -1)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_engine_that_keeps_failing_is_the_hosts_fault(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        var broken = new GuardedEngine(
            () => throw new EngineException("POST /containers/create", HttpStatusCode.InternalServerError, "layer does not exist"),
            _node.Engine);
        await WorkAsync(
            _node.Work(runtime: broken),
            work => JournalAsync(work, lease, state => state is AttemptState.Sealed or AttemptState.Acknowledged, token),
            token);
        await _node.FinishAsync(lease, token);

        Assert.That(Message(lease).Outcome, Is.EqualTo(Outcome.HostFault));
        Assert.That(
            EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict.Code,
            Is.EqualTo("engine_failed"));
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
        Assert.That(evidence.LimitsHit.Select(limit => limit.Limit), Is.EqualTo(new[] { "log" }));
        Assert.That(evidence.LogDigest, Is.EqualTo(Hash32.Sha256(Encoding.UTF8.GetBytes(log))));
        Assert.That(Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_counter_signature_by_another_key_is_not_accepted(CancellationToken token)
    {
        using PrivateKey stranger = PrivateKey.Create();
        bool lies = true;
        _node.Scheduler.Interfere = request => lies && request.RequestUri!.AbsolutePath.EndsWith("/attestation", StringComparison.Ordinal)
            ? FakeScheduler.Answer(Accepted(request, stranger), WireJson.Default.AttestationReply)
            : null;
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await JournalAsync(work, lease, state => state is AttemptState.Sealed, token);
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

        Assert.That(Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    private static AttestationReply Accepted(HttpRequestMessage request, PrivateKey key)
    {
        using Stream body = request.Content!.ReadAsStream(CancellationToken.None);
        using var copy = new MemoryStream();
        body.CopyTo(copy);
        Hash32 digest = AttestationEnvelope.Parse(copy.ToArray()).Digest();
        return new AttestationReply(digest, key.Sign(digest), key.Address);
    }

    private static ContainerName Name(Lease lease) => ContainerName.Of(lease.Attempt, lease.Epoch);

    private static void ThrowIf(bool away)
    {
        if (away)
        {
            throw new EngineUnavailableException("nothing answers", new IOException("refused"));
        }
    }

    private static async Task WorkAsync(NodeWork work, Func<NodeWork, Task> until, CancellationToken token)
    {
        using (work)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task running = work.RunAsync(stop.Token);
            await await Task.WhenAny(running, until(work));
            await stop.CancelAsync();
            await running;
        }
    }

    private static async Task JournalAsync(NodeWork work, Lease lease, Func<AttemptState, bool> holds, CancellationToken token)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (work.Journal.Find(lease.Attempt) is { State: var state } && holds(state))
            {
                reached.TrySetResult();
            }
        }

        work.Journal.Changed += Look;
        Look();
        await reached.Task.WaitAsync(token);
    }

    private WorkAttestation Message(Lease lease) => _node.Scheduler.Lease(lease.Attempt).Envelope!.Message;

    private Task RunningAsync(CancellationToken token) => _node.Scheduler.UntilAsync(
        () => _node.Scheduler.Events.OfType<PhaseChanged>().Any(told => told.Phase == AttemptPhase.Running), token);

    private async Task<string> ProblemAsync(CancellationToken token)
    {
        string? problem = null;
        await _node.WorkUntilAsync(
            async work =>
            {
                while ((problem = work.Sync.Link.Problem) is null)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
                }
            },
            token);
        return problem!;
    }
}
