using System.Collections.Concurrent;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Scheduling;
using DePin.NodeAgent.Tests.Owner;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>A clock that is wrong, becomes wrong, or is set while a job runs: no work is lost to it.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [TestCase(1, "ahead of")]
    [TestCase(-1, "behind")]
    [CancelAfter(30_000)]
    public async Task A_clock_that_is_wrong_at_login_takes_no_work_until_it_is_set(int hours, string where, CancellationToken token)
    {
        _node.Clock.Ahead = _hour * hours;
        ConcurrentQueue<bool> said = [];
        _node.Scheduler.Interfere = request =>
        {
            if (_node.Scheduler.LastSync is { } sync)
            {
                said.Enqueue(sync.Accepting);
            }

            return null;
        };
        await _node.WorkUntilAsync(
            async work =>
            {
                await SaysAsync(accepting: false, token);
                Assert.That(work.Clock.Problem, Does.Contain($"1h {where} the scheduler's").And.Contain("2m allowed"));
                Assert.That(SchedulerClock.Remedy, Does.Contain("timedatectl set-ntp true"));
                Assert.That(said, Has.None.True, "not even the first sync asks for work");
                _node.Clock.Ahead = TimeSpan.Zero;
                await SaysAsync(accepting: true, token);
                Assert.That(work.Clock.Problem, Is.Null);
            },
            token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_a_wrong_clock_has_signed_is_not_offered_until_it_is_set(CancellationToken token)
    {
        var statement = new CapacityStatement
        {
            Node = _node.Key.Address,
            CapacityDigest = default,
            MeasuredAt = 1,
            ExpiresAt = 2,
            Sequence = 1,
        };
        _node.Capacity = new SignedCapacity(SampleSnapshot.Of().Status.Offer!, statement, _node.Key.Sign(default(Hash32)));
        _node.Clock.Ahead = _hour;
        await _node.WorkUntilAsync(
            async _ =>
            {
                await SaysAsync(accepting: false, token);
                Assert.That(_node.Scheduler.LastSync!.Capacity, Is.Null);
                _node.Clock.Ahead = TimeSpan.Zero;
                await _node.Scheduler.UntilAsync(() => _node.Scheduler.LastSync is { Accepting: true, Capacity: not null }, token);
            },
            token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_clock_that_somebody_sets_is_noticed_while_a_sync_is_parked(CancellationToken token)
    {
        _node.Scheduler.Hold = TimeSpan.FromMinutes(10);
        await _node.WorkUntilAsync(
            async _ =>
            {
                await SaysAsync(accepting: true, token);
                _node.Clock.Ahead = -_hour;
                await SaysAsync(accepting: false, token);
            },
            token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_scheduler_that_comes_back_with_another_clock_is_not_believed_over_work_but_asked_again(CancellationToken token)
    {
        SetClock schedulers = new();
        _node.Scheduler.Clock = schedulers;
        await _node.WorkUntilAsync(
            async work =>
            {
                await SaysAsync(accepting: true, token);
                schedulers.Ahead = _hour;
                await SaysAsync(accepting: false, token);
                Assert.That(work.Clock.Problem, Does.Contain("behind"));
                schedulers.Ahead = TimeSpan.Zero;
                await SaysAsync(accepting: true, token);
            },
            token);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_scheduler_that_does_not_say_its_time_is_worked_for(CancellationToken token)
    {
        _node.Scheduler.Clock = null;
        _node.Clock.Ahead = _hour;
        await _node.WorkUntilAsync(_ => SaysAsync(accepting: true, token), token);
    }

    [TestCase(1)]
    [TestCase(-1)]
    [CancelAfter(30_000)]
    public async Task A_clock_that_jumps_while_a_job_runs_changes_neither_its_time_nor_its_length(int hours, CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await RunAsync(lease, () => _node.Engine.End(TestNode.Container(lease), 0), hours, token);

        WorkAttestation message = _node.Message(lease);
        Assert.That(message.Outcome, Is.EqualTo(Outcome.Succeeded));
        MustBeAcceptable(message);
    }

    [TestCase(1)]
    [TestCase(-1)]
    [CancelAfter(30_000)]
    public async Task A_job_that_is_cancelled_after_the_clock_jumped_was_cancelled(int hours, CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await RunAsync(lease, () => _node.Scheduler.Cancel(lease, "enough"), hours, token);

        WorkAttestation message = _node.Message(lease);
        Assert.That(message.Outcome, Is.EqualTo(Outcome.Cancelled));
        MustBeAcceptable(message);
    }

    [TestCase(1, 0)]
    [TestCase(-1, null)]
    [CancelAfter(30_000)]
    public async Task A_lease_that_came_before_the_clock_was_seen_to_be_wrong_is_attested_by_the_schedulers_time(
        int hours, int? exitCode, CancellationToken token)
    {
        _node.Clock.Ahead = _hour * hours;
        _node.Job = _node.Job with { ExitCode = exitCode };
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.WorkUntilAsync(
            async work =>
            {
                if (exitCode is null)
                {
                    await _node.RunningAsync(token);
                    _node.Engine.End(TestNode.Container(lease), 0);
                }

                await TestNode.EndedAsync(work, lease, token);
            },
            token);

        MustBeAcceptable(_node.Message(lease));
    }

    private async Task RunAsync(Lease lease, Action end, int hours, CancellationToken token) => await _node.WorkUntilAsync(
        async work =>
        {
            await _node.RunningAsync(token);
            _node.Clock.Ahead = _hour * hours;
            end();
            await TestNode.EndedAsync(work, lease, token);
        },
        token);

    private Task SaysAsync(bool accepting, CancellationToken token) =>
        _node.Scheduler.UntilAsync(() => _node.Scheduler.LastSync?.Accepting == accepting, token);

    /// <summary>As the scheduler sees it: neither before the grant nor in the future, and no longer than the test took.</summary>
    private static void MustBeAcceptable(WorkAttestation message)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        long started = (long)message.StartedAt;
        long finished = (long)message.FinishedAt;
        Assert.That(finished - started, Is.InRange(0, 30));
        Assert.That(Math.Abs(now - finished), Is.LessThan(WireLimits.ClockTolerance.TotalSeconds));
        Assert.That(Math.Abs(now - started), Is.LessThan(WireLimits.ClockTolerance.TotalSeconds));
    }
}
