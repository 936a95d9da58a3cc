using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// The node's heartbeat. One request is always with the scheduler:
/// (1) say what is held, what happened, what is offered; (2) wait; (3) make every command durable; (4) believe the leases, counted from the
/// moment of asking; (5) again, which acknowledges (3).
/// </summary>
public sealed partial class SyncLoop(SchedulerClient scheduler, Workbench bench, IOffer offer, ILogger<SyncLoop> logger)
{
    private readonly NodeJournal _journal = bench.Journal;
    private readonly AgentRules _rules = bench.Rules;
    private readonly TimeProvider _time = bench.Time;
    private readonly PollDeadline _deadline = new(bench.Journal, bench.Rules, bench.Time);
    private readonly Wake _supersede = new();
    private readonly Backoff _backoff = new(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkState _link = new(false, bench.Time.Milliseconds(), null, bench.Time.Milliseconds());
    private bool _capacityWanted;
    private long _capacityShown;
    private bool _clockWrong;

    /// <summary>How the conversation goes, for the owner.</summary>
    public LinkState Link => _link;

    /// <summary>Completes with the first answer: from then on every live lease has been named again.</summary>
    public Task FirstAnswer => _firstAnswer.Task;

    /// <summary>The offer changed: the scheduler is told now, not when the parked request returns.</summary>
    public void TellNow() => _supersede.Call();

    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                TimeSpan pause = await SyncAsync(token);
                _backoff.Reset();
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _time, token);
                }
            }
            catch (Exception e) when (
                e is SchedulerUnreachableException or SchedulerRefusedException or SchedulerDistrustedException or SqliteException)
            {
                await RetryLaterAsync(e, token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                // The parked request was given up for a newer one.
            }
        }
    }

    private async Task<TimeSpan> SyncAsync(CancellationToken token)
    {
        await scheduler.LogInAsync(token);
        TimeSpan sent = _time.Uptime();
        SyncRequest request = Request();
        bench.Steps.Before(Step.SendSync);
        using var newer = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<SyncReply> answer = scheduler.SyncAsync(request, newer.Token);
        SyncReply reply = await UnlessSupersededAsync(answer, request, newer);
        bench.Steps.After(Step.SendSync);
        var held = TimeSpan.FromMilliseconds(Math.Clamp(reply.HeldMs, 0, Elapsed(sent)));
        bench.Clock.Learn(reply.TimeMs, sent, held);
        Believe(request, reply, sent + held);
        if (!_link.Connected)
        {
            _link = new LinkState(true, _time.Milliseconds(), null, 0);
            Log.Connected(logger, request.Holding.Count);
        }

        _capacityWanted = reply.WantCapacity;
        _capacityShown = request.Capacity is null ? _capacityShown : request.CapacityVersion;
        _firstAnswer.TrySetResult();
        return TimeSpan.FromMilliseconds(Math.Clamp(reply.RetryAfterMs, 0, _rules.SchedulerRetry.Most.TotalMilliseconds));
    }

    /// <summary>What the scheduler says it held the request cannot be more than what passed here.</summary>
    private double Elapsed(TimeSpan sent) => (_time.Uptime() - sent).TotalMilliseconds;

    private SyncRequest Request()
    {
        NodeFacts facts = _journal.Facts;
        bool clockWrong = LookAtClock();
        SignedCapacity? capacity = clockWrong ? null : offer.Capacity;
        List<HeldLease> holding =
        [
            .. _journal.Attempts.Values.Where(attempt => attempt.IsHeld).Take(WireLimits.LeasesPerNode).Select(Held),
        ];
        return new SyncRequest
        {
            Boot = facts.Boot,
            AckCommand = facts.AckedCommand,
            CapacityVersion = offer.CapacityVersion,
            Capacity = _capacityWanted || _capacityShown != offer.CapacityVersion ? capacity : null,
            Accepting = offer.Accepting && !facts.DrainedByOwner && !clockWrong && bench.Room.State is RoomState.Ample,
            // An agent that just started does not know how its leases stand, and one that is killed before the end of each long poll
            // would never have one renewed.
            AnswerWithinMs = _firstAnswer.Task.IsCompleted ? (long)_deadline.AnswerWithin().TotalMilliseconds : 0,
            Holding = holding,
            Events = _journal.Events.Next,
        };
    }

    /// <summary>Says once that the clock is wrong, and once that it is right again.</summary>
    private bool LookAtClock()
    {
        string? problem = bench.Clock.Problem;
        if (problem is not null && !_clockWrong)
        {
            Log.ClockWrong(logger, problem, SchedulerClock.Remedy);
        }
        else if (problem is null && _clockWrong)
        {
            Log.ClockRight(logger);
        }

        return _clockWrong = problem is not null;
    }

    private HeldLease Held(Attempt attempt)
    {
        ProgressBoard.Progress? shown = bench.Progress.Find(attempt.Id);
        return new HeldLease(attempt.Id, attempt.Lease.Epoch, attempt.Phase, shown?.Done, shown?.Total);
    }

    /// <summary>A request is replaced when there is something new to say, and in good time before a lease runs out.</summary>
    private async Task<SyncReply> UnlessSupersededAsync(Task<SyncReply> answer, SyncRequest request, CancellationTokenSource newer)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(newer.Token);
        Task<bool> replaced = ReplaceWhenAsync(request, done.Token);
        if (await Task.WhenAny(answer, replaced) == replaced)
        {
            newer.Cancel();
        }

        done.Cancel();
        await replaced;
        return await answer;
    }

    private async Task<bool> ReplaceWhenAsync(SyncRequest request, CancellationToken token)
    {
        try
        {
            await Task.WhenAny(LostAsync(token), _supersede.WaitAsync(token), ClockSetAsync(token), ProgressAsync(request, token));
            return true;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The answer should have come.</summary>
    private async Task LostAsync(CancellationToken token) => await Task.Delay(_deadline.GiveUpAfter(), _time, token).HasEnded();

    /// <summary>Somebody set the clock: wrong, or right again.</summary>
    private async Task ClockSetAsync(CancellationToken token)
    {
        do
        {
            await Task.Delay(_rules.LookAtClockEvery, _time, token).HasEnded();
        }
        while (!token.IsCancellationRequested && bench.Clock.Skew is not null == _clockWrong);
    }

    private async Task ProgressAsync(SyncRequest request, CancellationToken token)
    {
        TimeSpan quiet = request.Holding.Count == 0 ? Timeout.InfiniteTimeSpan : _rules.ShowProgressEvery;
        await Task.Delay(quiet, _time, token).HasEnded();
        if (!token.IsCancellationRequested)
        {
            await bench.Progress.Changed.WaitAsync(token);
        }
    }

    private void Believe(SyncRequest request, SyncReply reply, TimeSpan replyBase)
    {
        _journal.AckEvents(reply.AckEvent);
        _journal.Apply(reply.Commands, replyBase);
        Dictionary<AttemptId, TimeSpan> renewed = [];
        foreach (LeaseVerdict verdict in reply.Leases)
        {
            // A verdict on an attempt that this request did not name, or on another epoch of it, is not about what is held now.
            if (!request.Holding.Any(held => held.Attempt == verdict.Attempt && held.Epoch == verdict.Epoch))
            {
                continue;
            }

            if (!verdict.Lost)
            {
                renewed[verdict.Attempt] = replyBase + TimeSpan.FromMilliseconds(
                    Math.Clamp(verdict.TtlMs, 0, TimeSpan.FromDays(1).TotalMilliseconds));
            }
            else if (_journal.Lose(verdict.Attempt, "the scheduler says that the lease is lost"))
            {
                Log.LeaseLost(logger, verdict.Attempt, verdict.Epoch);
            }
        }

        _journal.Renew(renewed);
    }

    private async Task RetryLaterAsync(Exception problem, CancellationToken token)
    {
        if (_link.Connected || _link.Problem != problem.Message)
        {
            Log.Unreachable(logger, problem.Message);
        }

        TimeSpan asked = _backoff.Next((problem as SchedulerUnreachableException)?.RetryAfter);
        TimeSpan most = _rules.SchedulerRetry.Most * 2;
        TimeSpan wait = asked < most ? asked : most;
        long since = _link.Connected ? _time.Milliseconds() : _link.Since;
        _link = new LinkState(false, since, problem.Message, _time.Milliseconds() + (long)wait.TotalMilliseconds);
        await Task.Delay(wait, _time, token);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The scheduler answered; this node holds {Held} attempts.")]
        public static partial void Connected(ILogger logger, int held);

        [LoggerMessage(LogLevel.Warning, "{Problem} {Remedy}")]
        public static partial void ClockWrong(ILogger logger, string problem, string remedy);

        [LoggerMessage(LogLevel.Information, "This machine's clock agrees with the scheduler's again; new work is welcome.")]
        public static partial void ClockRight(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The scheduler could not be asked: {Problem}")]
        public static partial void Unreachable(ILogger logger, string problem);

        [LoggerMessage(
            LogLevel.Warning, "The lease of attempt {Attempt} (epoch {Epoch}) is lost; it will be stopped without an attestation.")]
        public static partial void LeaseLost(ILogger logger, AttemptId attempt, long epoch);
    }
}
