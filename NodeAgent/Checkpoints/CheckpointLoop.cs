using System.Globalization;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// While a job runs: (1) asks it by its signal to write a checkpoint, every <c>every</c> and when the node is drained, (2) looks whether it
/// did, (3) takes what is complete, (4) says when there is none for too long, (5) on a drained node stops the job as soon as there is a
/// new one. Beside it, what was taken is delivered, one after the other. For one attempt.
/// </summary>
internal sealed partial class CheckpointLoop(
    Workbench bench, CheckpointTaking taking, CheckpointDelivery delivery, Attempt attempt, ILogger<CheckpointLoop> logger)
{
    private readonly CheckpointPolicy? _policy = attempt.Lease.Spec.Checkpoint;
    private readonly ContainerName _name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
    private readonly Wake _look = new();
    private readonly Wake _deliver = new();
    private volatile CheckpointSchedule? _schedule;
    private readonly TaskCompletionSource _lookingEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ContentHash? _refused;
    private TornCheckpoint? _torn;

    /// <summary>Nothing is read out of the container any more.</summary>
    public Task LookingEnded => _lookingEnded.Task;

    /// <summary>Until cancelled. A job without checkpoints needs nothing.</summary>
    /// <param name="stop">The job is to stop: no more looks, and none that is under way is waited for.</param>
    /// <param name="token">The job has ended.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken token)
    {
        if (_policy is null)
        {
            _lookingEnded.SetResult();
            return;
        }

        RunStart start = ((AttemptState.Running)attempt.State).Start;
        _schedule = CheckpointSchedule.Begin(_policy, bench.Rules, start, bench.Time.Uptime(), bench.KernelBoot);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token);
        bench.Journal.Changed += _look.Call;
        try
        {
            Task[] loops = [LookUntilStoppedAsync(stop, both.Token), DeliverAsync(both.Token)];
            await Task.WhenAny(loops);
            both.Cancel();
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The job has ended.
        }
        finally
        {
            bench.Journal.Changed -= _look.Call;
        }
    }

    private async Task LookUntilStoppedAsync(CancellationToken stop, CancellationToken token)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, token);
            await LookAsync(either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // Ordered. What was taken is delivered meanwhile.
        }
        finally
        {
            _lookingEnded.SetResult();
        }

        await Task.Delay(Timeout.Infinite, token);
    }

    private async Task LookAsync(CancellationToken token)
    {
        while (true)
        {
            TimeSpan now = bench.Time.Uptime();
            _schedule = _schedule!.Drain(IsDrained(), now);
            if (_schedule.MustAsk(now))
            {
                await AskAsync(token);
                _schedule = _schedule.Asked(now);
            }

            if (_schedule.MustLook(now))
            {
                await LookOnceAsync(now, token);
            }

            if (_schedule.DrainIsOverdue(bench.Time.Uptime()) && Last() is > 0 and var last)
            {
                Stop($"The node is drained; the job wrote no new checkpoint in time and goes on elsewhere from checkpoint {last}");
            }

            await _look.WaitAsync(_schedule.Next(bench.Time.Uptime()), bench.Time, token);
        }
    }

    private bool IsDrained() => bench.Journal.Facts is { DrainedByOperator: true } or { DrainedByOwner: true };

    private async Task AskAsync(CancellationToken token)
    {
        ContainerSignal signal = _policy!.Signal switch
        {
            CheckpointSignal.Usr1 => ContainerSignal.User1,
            CheckpointSignal.Usr2 => ContainerSignal.User2,
            CheckpointSignal.Hup => ContainerSignal.Hangup,
            CheckpointSignal.Int => ContainerSignal.Interrupt,
            CheckpointSignal.Term => ContainerSignal.Terminate,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        try
        {
            bench.Steps.Before(Step.SignalCheckpoint);
            await bench.Engine.AskAsync(it => bench.Runtime.SignalAsync(_name, signal, it), token);
            bench.Steps.After(Step.SignalCheckpoint);
        }
        catch (EngineException e)
        {
            Log.NotAsked(logger, attempt.Id.Short, e.Message);
        }
    }

    private async Task LookOnceAsync(TimeSpan began, CancellationToken token)
    {
        // One is on its way at a time. A drained node makes an exception: the job waits for nothing but this.
        int waiting = delivery.Undelivered(attempt).Count;
        CheckpointLook look = waiting > (_schedule!.IsDraining ? 1 : 0)
            ? new CheckpointLook.Unchanged()
            : await taking.LookAsync(attempt, _refused, _torn is { } torn && began < torn.Until ? torn.Look : null, token);
        TimeSpan now = bench.Time.Uptime();
        _torn = TornCheckpoint.After(_torn, look, now, bench.Rules.LookForCheckpointEvery, _policy!.Every);
        _schedule = _schedule.Looked(now, now - began);
        if (look is CheckpointLook.Taken { Checkpoint: var taken })
        {
            Log.Taken(logger, attempt.Id.Short, taken.Number, taken.Bytes);
            _deliver.Call();
            if (_schedule.IsDraining)
            {
                Stop($"The node is drained; the job goes on elsewhere from checkpoint {taken.Number}, written when it was asked to");
            }

            _schedule = _schedule.Saved(now, now - began);
            return;
        }

        if (waiting == 0 && _schedule.IsOverdue(now))
        {
            Tell(look);
            _schedule = _schedule.Told();
        }
    }

    private long Last() =>
        CheckpointRules.Last(attempt, bench.Journal.Read(() => bench.Journal.Checkpoints.Of(attempt.Id))).Number;

    private void Stop(string reason) =>
        bench.Journal.OrderStop(attempt.Id, new StopOrder(StopCause.Drained, reason, bench.Time.Milliseconds()));

    private void Tell(CheckpointLook look)
    {
        DateTimeOffset since = bench.Time.GetUtcNow() - (bench.Time.Uptime() - _schedule!.Since);
        string why = look is CheckpointLook.Incomplete { Reason: var reason } ? reason : "what is there is the last one";
        string text = string.Create(CultureInfo.InvariantCulture, $"no complete checkpoint seen since {since:yyyy-MM-dd HH:mm:ss}Z: {why}");
        text = text.Length > WireLimits.EventTextLength ? text[..WireLimits.EventTextLength] : text;
        bench.Journal.TellCheckpointMissing(attempt.Id, text);
        Log.Missing(logger, attempt.Id.Short, text);
    }

    private async Task DeliverAsync(CancellationToken token)
    {
        var backoff = new Backoff(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
        while (true)
        {
            try
            {
                IReadOnlyList<ContentHash> refused = await delivery.DeliverAsync(attempt, token);
                _refused = refused.Count > 0 ? refused[^1] : _refused;
                backoff.Reset();
                await _deliver.WaitAsync(token);
            }
            catch (SchedulerRefusedException e) when (e.Code == ProblemCode.LeaseLost)
            {
                bench.Journal.Refuse(attempt.Id, e.Problem.Detail);
                return;
            }
            catch (Exception e) when (
                e is SchedulerUnreachableException or SchedulerRefusedException or SchedulerDistrustedException or IOException)
            {
                Log.NotDelivered(logger, attempt.Id.Short, e.Message);
                await Task.Delay(backoff.Next((e as SchedulerUnreachableException)?.RetryAfter), bench.Time, token);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Checkpoint {Number} of attempt {Attempt} is complete, {Bytes} bytes.")]
        public static partial void Taken(ILogger logger, string attempt, long number, long bytes);

        [LoggerMessage(LogLevel.Warning, "The job of attempt {Attempt} could not be asked for a checkpoint: {Problem}")]
        public static partial void NotAsked(ILogger logger, string attempt, string problem);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt}: {Problem}")]
        public static partial void Missing(ILogger logger, string attempt, string problem);

        [LoggerMessage(LogLevel.Debug, "A checkpoint of attempt {Attempt} waits for the scheduler: {Problem}")]
        public static partial void NotDelivered(ILogger logger, string attempt, string problem);
    }
}
