using System.Net;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Engines that go away or fail, and containers that go without being asked.</summary>
public sealed class EngineTroubleTests
{
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test]
    [CancelAfter(30_000)]
    public async Task A_container_that_its_engine_took_along_is_the_hosts_fault(CancellationToken token)
    {
        Lease lease = await LoseEngineAsync(
            whileAway: (_, lost) =>
            {
                _node.Engine.End(TestNode.Container(lost), 137);
                return Task.CompletedTask;
            },
            afterwards: (_, _) => Task.CompletedTask,
            token);

        Assert.That((_node.Message(lease).Outcome, _node.Message(lease).ExitCode), Is.EqualTo((Outcome.HostFault, 137)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_container_that_runs_on_without_its_engine_is_not_disturbed(CancellationToken token)
    {
        Lease lease = await LoseEngineAsync(
            whileAway: (_, _) => Task.CompletedTask,
            afterwards: async (work, container) =>
            {
                await TestNode.UntilAsync(() => work.Engine.Problem is null, token);
                _node.Engine.End(container, 3);
            },
            token);

        Assert.That((_node.Message(lease).Outcome, _node.Message(lease).ExitCode), Is.EqualTo((Outcome.JobFault, 3)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_ended_without_its_engine_is_the_hosts_fault_though_the_agent_was_killed_since(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool away = false;
        await _node.WorkUntilAsync(
            new GuardedEngine(() => ThrowIf(away), _node.Engine),
            async work =>
            {
                await _node.RunningAsync(token);
                away = true;
                await TestNode.UntilAsync(() => work.Engine.Problem is not null, token);
                _node.Engine.End(TestNode.Container(lease), 0);
            },
            token);

        await _node.FinishAsync(lease, token);

        WorkEvidence evidence = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;
        Assert.That((_node.Message(lease).Outcome, evidence.Verdict.Code), Is.EqualTo((Outcome.HostFault, "output_lost")));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_was_stopped_without_its_engine_says_that_its_log_may_lack_its_end(CancellationToken token)
    {
        Lease lease = await LoseEngineAsync(
            whileAway: async (work, lost) =>
            {
                _node.Scheduler.Cancel(lost, "enough");
                await TestNode.UntilAsync(() => work.Journal.Find(lost.Attempt)?.Stop is not null, token);
                _node.Engine.End(TestNode.Container(lost), 143);
            },
            afterwards: (_, _) => Task.CompletedTask,
            token);

        WorkEvidence evidence = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate;
        Assert.That(evidence.Verdict.Code, Is.EqualTo("cancelled"));
        Assert.That(evidence.Verdict.Evidence, Does.Contain(RunResult.EndUnread));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_start_in_the_year_1_is_taken_for_now(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        DateTimeOffset granted = TimeProvider.System.GetUtcNow();
        var engine = new GuardedEngine(() => { }, _node.Engine)
        {
            Said = snapshot => snapshot.State is ContainerState.Running
                ? snapshot with { State = new ContainerState.Running(DateTimeOffset.MinValue) } : snapshot,
        };
        await _node.WorkUntilAsync(
            engine,
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Engine.End(TestNode.Container(lease), 0);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded), "it was not stopped for its timeout");
        Assert.That(_node.Message(lease).StartedAt, Is.GreaterThanOrEqualTo((ulong)granted.ToUnixTimeSeconds()));
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
                await _node.RunningAsync(token);
                await _node.Engine.RemoveAsync(TestNode.Container(lease), token);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That((_node.Message(lease).Outcome, _node.Message(lease).ExitCode), Is.EqualTo((Outcome.HostFault, -1)));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_was_sent_of_a_log_is_not_written_over_when_its_container_is_gone(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        _node.Rules = TestNode.Fast with { JournalLogEvery = TimeSpan.FromHours(1) };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        FakeLease held = _node.Scheduler.Lease(lease.Attempt);
        await _node.WorkUntilAsync(_ => _node.Scheduler.UntilAsync(() => held.Log.Length == _node.Job.Log.Length, token), token);

        await _node.Engine.RemoveAsync(TestNode.Container(lease), token);
        await _node.FinishAsync(lease, token);

        WorkEvidence evidence = EvidenceStatement.Parse(held.Envelope!.Evidence.Span).Predicate;
        Assert.That(evidence.LogDigest, Is.EqualTo(Attestation.Hash32.Sha256(held.Log)), "what is attested is what the scheduler holds");
        string log = System.Text.Encoding.UTF8.GetString(held.Log);
        Assert.That(log, Does.StartWith("hello\nworld\n").And.Contains("part of the log is missing"));
        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.HostFault));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_engine_that_keeps_failing_is_the_hosts_fault(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        var broken = new GuardedEngine(
            () => throw new EngineException("POST /containers/create", HttpStatusCode.InternalServerError, "layer does not exist"),
            _node.Engine);
        await _node.WorkUntilAsync(
            broken,
            work => TestNode.ReachedAsync(work, lease, state => state is AttemptState.Sealed or AttemptState.Acknowledged, token),
            token);
        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.HostFault));
        Assert.That(
            EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict.Code,
            Is.EqualTo("engine_failed"));
    }

    /// <summary>A job that runs until it is ended, while its engine goes away and comes back.</summary>
    private async Task<Lease> LoseEngineAsync(
        Func<NodeWork, Lease, Task> whileAway, Func<NodeWork, ContainerName, Task> afterwards, CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool away = false;
        var engine = new GuardedEngine(() => ThrowIf(away), _node.Engine);
        await _node.WorkUntilAsync(
            engine,
            async work =>
            {
                await _node.RunningAsync(token);
                away = true;
                await TestNode.UntilAsync(() => work.Engine.Problem is not null, token);
                await whileAway(work, lease);
                away = false;
                await afterwards(work, TestNode.Container(lease));
                await TestNode.EndedAsync(work, lease, token);
            },
            token);
        return lease;
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task An_engine_that_a_job_keeps_busy_is_not_away_and_excuses_no_end(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        bool busy = false;
        var engine = new GuardedEngine(() => ThrowIfBusy(busy), _node.Engine);
        await _node.WorkUntilAsync(
            engine,
            async work =>
            {
                await _node.RunningAsync(token);
                busy = true;
                await TestNode.UntilAsync(() => work.Engine.Problem is not null, token);
                _node.Engine.End(TestNode.Container(lease), 143);
                busy = false;
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.JobFault), "it chose this end itself");
    }

    private static void ThrowIfBusy(bool busy)
    {
        if (busy)
        {
            throw new EngineUnavailableException("no complete answer within 30 s", new OperationCanceledException());
        }
    }

    private static void ThrowIf(bool away)
    {
        if (away)
        {
            throw new EngineUnavailableException("nothing answers", new IOException("refused"));
        }
    }
}
