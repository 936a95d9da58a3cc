using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Running to Exited: spools the log, samples usage, saves checkpoints, stops the container when it is ordered to, waits for the end,
/// and writes down at once what the engine forgets. An engine that goes away is waited for.
/// </summary>
internal sealed class Supervision(
    Workbench bench, LogFollower follower, CheckpointTaking taking, CheckpointDelivery checkpoints, ILogger<CheckpointLoop> logger)
{
    public async Task RunAsync(Attempt attempt, AttemptSignals signals, CancellationToken token)
    {
        var running = (AttemptState.Running)attempt.State;
        ContainerName name = ContainerName.Of(attempt.Id, attempt.Lease.Epoch);
        var meter = new UsageMeter(bench, attempt, name);
        var gpus = new GpuWatch(bench, attempt, name);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var sampling = CancellationTokenSource.CreateLinkedTokenSource(work.Token);
        Task following = follower.FollowAsync(attempt, signals.LogGrown, work.Token);
        Task metering = meter.RunAsync(sampling.Token);
        Task watching = gpus.RunAsync(sampling.Token);
        var loop = new CheckpointLoop(bench, taking, checkpoints, attempt, logger);
        Task saving = loop.RunAsync(signals.Stop, sampling.Token);
        Task stopping = StopWhenOrderedAsync(attempt, name, signals, loop.LookingEnded, sampling.Token);
        Task<ContainerState> ending = bench.Engine.AskAsync(it => bench.Runtime.WaitAsync(name, it), work.Token);
        try
        {
            // A follower or meter that fails takes the stage down with it; the container runs on and is supervised anew.
            await FirstFailureOrAsync(ending, following, metering, watching, stopping, saving);
            ContainerState end = await ending;
            sampling.Cancel();
            HiddenDisk? hidden = await new RoomReckoning(bench).AfterAsync(attempt, name, work.Token);
            await meter.MeasureEndAsync(work.Token);
            await gpus.LookAtEndAsync(work.Token);
            await following;
            DateTimeOffset? since = await bench.Engine.AskAsync(bench.Runtime.SinceAsync, work.Token);
            RunResult result = Result(running, end, meter, gpus, attempt, hidden, since);
            bench.Journal.Advance(attempt.Id, new AttemptState.Exited(running.Image, result), Step.JournalExited);
        }
        finally
        {
            work.Cancel();
            // only the first failure counts
            await Task.WhenAll(ending, following, metering, watching, stopping, saving).HasEnded();
        }
    }

    private static async Task FirstFailureOrAsync(Task end, params Task[] others)
    {
        List<Task> left = [.. others];
        while (!end.IsCompleted && left.Count > 0)
        {
            Task first = await Task.WhenAny([end, .. left]);
            await first;
            left.Remove(first);
        }
    }

    private async Task StopWhenOrderedAsync(
        Attempt attempt, ContainerName name, AttemptSignals signals, Task looking, CancellationToken token)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, signals.Stop);
            await Task.Delay(Timeout.Infinite, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Ordered.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        // An engine holds a container's lock while it is read from: a stop would wait for the end of the reading.
        await Task.WhenAny(looking, Task.Delay(bench.Rules.EndLookWithin, bench.Time, token));
        token.ThrowIfCancellationRequested();
        TimeSpan grace = LeaseClock.StopGrace(bench.Journal.Find(attempt.Id)!, bench.Rules, bench.Time.Uptime());
        bench.Steps.Before(Step.StopContainer);
        await bench.Engine.AskAsync(it => bench.Runtime.StopAsync(name, grace, it), token);
        bench.Steps.After(Step.StopContainer);
    }

    private RunResult Result(
        AttemptState.Running running, ContainerState end, UsageMeter meter, GpuWatch gpus, Attempt attempt, HiddenDisk? hidden,
        DateTimeOffset? since)
    {
        StopOrder? stop = bench.Journal.Find(attempt.Id)!.Stop;
        var exited = end as ContainerState.Exited;
        long now = bench.Time.Milliseconds();
        long finishedAt = exited?.FinishedAt.ToUnixTimeMilliseconds() ?? now;
        RunEnd ended = RunEnd.Of(
            running.Start, exited is null ? null : finishedAt, now, bench.Time.Uptime(), bench.KernelBoot, bench.Rules.ClockTolerance);

        // One clock stamps both, unless it was set in between: then whatever was ordered before now came first.
        bool stopped = stop is not null && (ended.ClockWasSet || stop.At <= finishedAt);
        bool wentWell = exited?.ExitCode == 0 && !stopped && meter.Excess is null;
        bool unread = exited is not null && MayHaveMissedTheEnd(attempt, running.Start.At, finishedAt, since);
        (Incident? ofGpus, IReadOnlyList<string> seen) = gpus.Judge(wentWell, stop);
        return new RunResult
        {
            ExitCode = exited?.ExitCode ?? Conclusions.NoExitCode,
            OutOfMemory = exited?.OomKilled ?? false,
            StartedAt = running.Start.At,
            FinishedAt = ended.At,
            Stopped = stopped,
            LimitsHit = meter.LimitsHit(exited?.OomKilled ?? false, stop, hidden),
            Hidden = hidden,
            Usage = meter.Usage,
            Excess = meter.Excess,
            Incident = WhatBefell(running, exited, finishedAt, stopped, unread) ?? ofGpus,
            Seen = unread ? [.. seen, RunResult.EndUnread] : seen,
        };
    }

    private Incident? WhatBefell(
        AttemptState.Running running, ContainerState.Exited? exited, long finishedAt, bool stopped, bool unread)
    {
        bool rebooted = running.Start.KernelBoot != bench.KernelBoot;
        return exited switch
        {
            null when rebooted => new Incident.HostRebooted("it is gone after the restart"),
            null => new Incident.ContainerVanished("somebody removed it while it ran"),
            { OomKilled: true } => null,
            _ when stopped => null,
            { ExitCode: var code } when rebooted && VerdictTable.LooksKilledFromOutside(code) =>
                new Incident.HostRebooted($"it ended with exit code {code}"),
            { ExitCode: var code } when VerdictTable.LooksKilledFromOutside(code) && bench.Engine.WasAwayAround(finishedAt) =>
                new Incident.EngineRestarted($"it ended with exit code {code} while the engine was away"),

            // The engine is who reads a container's output: what was written without it is gone, and a log with a hole is no result.
            { ExitCode: var code } when unread =>
                new Incident.OutputLost($"it ended with exit code {code} while the engine was away, and the end of its log went unread"),
            _ => null,
        };
    }

    private bool MayHaveMissedTheEnd(Attempt attempt, long startedAt, long finishedAt, DateTimeOffset? since)
    {
        long read = bench.Journal.Read(() => bench.Journal.Spools.Log(attempt.Id)).CompleteAt ?? bench.Time.Milliseconds();
        return bench.Engine.MayHaveMissedTheEnd(startedAt, finishedAt, read, since?.ToUnixTimeMilliseconds());
    }
}
