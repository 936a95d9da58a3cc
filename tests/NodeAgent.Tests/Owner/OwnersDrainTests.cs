using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Owner;

/// <summary>What the owner says through the socket, on a node that works: the scheduler hears of it, and jobs end as they should.</summary>
internal sealed class OwnersDrainTests : IDisposable
{
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task A_drain_is_told_to_the_scheduler_at_once_and_survives_a_restart_until_the_owner_is_back(CancellationToken token)
    {
        // No poll returns by itself within the test: only the drain's own word does.
        _node.Scheduler.Hold = TimeSpan.FromMinutes(10);
        await _node.WorkUntilAsync(
            async work =>
            {
                await work.Sync.FirstAnswer.WaitAsync(token);
                Assert.That(_node.Scheduler.LastSync!.Accepting, Is.True);
                Control(work).Drain(DrainOrder.Down(null));
                await _node.Scheduler.UntilAsync(() => _node.Scheduler.LastSync is { Accepting: false }, token);
            },
            token);

        await _node.WorkUntilAsync(
            async work =>
            {
                await work.Sync.FirstAnswer.WaitAsync(token);
                Assert.That(_node.Scheduler.LastSync!.Accepting, Is.False, "the first word after the restart");
                Assert.That(DrainStatus.Of(work.Journal.Facts, _node.Clock, BootClock.KernelBoot), Has.Property("ByOwner").True);
                Assert.That(Control(work).Drain(DrainOrder.Up), Is.Null);
                await _node.Scheduler.UntilAsync(() => _node.Scheduler.LastSync is { Accepting: true }, token);
            },
            token);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_lease_that_was_under_way_is_given_back_unbegun(CancellationToken token)
    {
        Lease? lease = null;
        await _node.WorkUntilAsync(
            async work =>
            {
                await work.Sync.FirstAnswer.WaitAsync(token);
                Control(work).Drain(DrainOrder.Down(null));
                lease = _node.Scheduler.Grant(_node.Spec);
                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        Assert.That(_node.Message(lease!), Has.Property("Outcome").EqualTo(Outcome.Cancelled).And.Property("ExitCode").EqualTo(-1));
        Assert.That(_node.Engine.Calls, Has.None.StartsWith("create "));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    public async Task A_job_that_runs_ends_as_the_owners_doing(bool down, CancellationToken token)
    {
        _node.Job = new FakeJob { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                OwnerControl control = Control(work);
                if (down)
                {
                    control.Drain(DrainOrder.Down(TimeSpan.Zero));
                }
                else
                {
                    Assert.That(control.Stop(lease.Attempt), Is.Null);
                }

                await TestNode.EndedAsync(work, lease, token);
                Assert.That(control.Stop(lease.Attempt), Has.Property("Message").Contains("runs no more"));
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Cancelled));
        Assert.That(
            EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict,
            Has.Property("Code").EqualTo("drained").And.Property("Text").Contains("owner"));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    public void An_attempt_of_nobody_is_not_stopped()
    {
        using NodeWork work = _node.Work();
        OwnerRefusal? refusal = Control(work).Stop(default);
        Assert.That(refusal, Has.Property("Message").Contains("knows no attempt").And.Property("Remedy").Contains("jobs"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_follower_has_every_byte_of_a_log_though_the_attempt_is_cleaned_up_meanwhile(CancellationToken token)
    {
        _node.Job = new FakeJob { ExitCode = null, Log = "one\ntwo\n"u8.ToArray() };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        using MemoryStream seen = new();
        await _node.WorkUntilAsync(
            async work =>
            {
                OwnerControl control = Control(work);
                await TestNode.ReachedAsync(work, lease, _ => true, token);
                Task following = control.CopyLogAsync(lease.Attempt, follow: true, seen, token);
                await _node.RunningAsync(token);
                await TestNode.UntilAsync(() => seen.Length == 8, token);
                _node.Engine.End(TestNode.Container(lease), 0);
                await TestNode.EndedAsync(work, lease, token);
                await following;
                Assert.That(control.WhyNoLog(lease.Attempt), Has.Property("Remedy").Contains("depin-scheduler job logs"));
            },
            token);

        Assert.That(seen.ToArray(), Is.EqualTo("one\ntwo\n"u8.ToArray()));
    }

    private OwnerControl Control(NodeWork work) =>
        new(work.Journal, work.Spools, work.Sync.TellNow, _node.Clock, BootClock.KernelBoot)
        {
            Reloads = () => new ReloadReport(),
            Prunes = work.PruneAsync,
        };
}
