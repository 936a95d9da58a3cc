using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// Looks after the GPUs of one running attempt: whether they are there, what the driver reports of them, and whether the container may
/// still open them. What no result is believed after becomes a stop order, durable before the container hears of it. An attempt without
/// GPUs costs nothing.
/// </summary>
internal sealed class GpuWatch(Workbench bench, Attempt attempt, ContainerName name)
{
    private volatile GpuRun? _run;

    public async Task RunAsync(CancellationToken token)
    {
        if (attempt.Lease.Gpus.Count == 0)
        {
            return;
        }

        try
        {
            while (bench.Journal.Find(attempt.Id) is { Stop: null } && !await StoppedAsync(token))
            {
                await Task.Delay(bench.Rules.LookAtGpusEvery, bench.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    /// <summary>The last look, after the end: what befell the run, and what there is to tell of it.</summary>
    /// <param name="wentWell">It ended with 0 and nobody stopped it.</param>
    /// <param name="stop">The order that ended it, if one did.</param>
    public (Incident? Incident, IReadOnlyList<string> Facts) AtEnd(bool wentWell, StopOrder? stop)
    {
        var running = (AttemptState.Running)attempt.State;
        if (attempt.Lease.Gpus.Count == 0 || running.Start.KernelBoot != BootClock.KernelBoot)
        {
            return (stop?.Incident, []);
        }

        GpuRun run = Look() with { Until = stop is null ? TimeSpan.MaxValue : OnBootClock(stop.At) };
        return (stop?.Incident ?? (wentWell ? GpuFaults.Ending(run) : GpuFaults.Explaining(run)), GpuFaults.Facts(run));
    }

    private async Task<bool> StoppedAsync(CancellationToken token)
    {
        GpuRun run = Look();
        run = _run = run with
        {
            Access = await bench.Engine.AskAsync(
                it => bench.Runtime.ProbeDevicesAsync(name, bench.Gpus.NodesOf(run.Gpus), it), token),
        };
        if (GpuFaults.Ending(run) is not { } incident)
        {
            return false;
        }

        Verdict verdict = VerdictTable.Of(incident);
        bench.Journal.OrderStop(
            attempt.Id, new StopOrder(StopCause.HostFault, verdict.Reason, bench.Time.Milliseconds()) { Incident = incident });
        return true;
    }

    private GpuRun Look()
    {
        GpuSight now = bench.Gpus.Look();
        return _run = (_run ?? Begin(now)) with { Last = now };
    }

    private GpuRun Begin(GpuSight now) => new()
    {
        Leased = attempt.Lease.Gpus,
        StartedAt = ((AttemptState.Running)attempt.State).Start.BootTime,
        First = now,
        Last = now,
    };

    private TimeSpan OnBootClock(long moment) => bench.Time.Uptime() - TimeSpan.FromMilliseconds(bench.Time.Milliseconds() - moment);
}
