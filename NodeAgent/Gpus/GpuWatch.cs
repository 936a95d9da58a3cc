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
            TimeSpan due = TimeSpan.Zero;
            while (bench.Journal.Find(attempt.Id) is { Stop: null })
            {
                bool full = bench.Time.Uptime() >= due;
                due = full ? bench.Time.Uptime() + bench.Rules.LookAtGpusEvery : due;
                _run = full ? await LookAsync(token) : ReadLog(_run!);
                StopIfOver(_run);
                await Task.Delay(bench.Rules.SampleEvery, bench.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    /// <summary>The last look, after the end: the driver's last words.</summary>
    public async Task LookAtEndAsync(CancellationToken token)
    {
        if (attempt.Lease.Gpus.Count > 0)
        {
            _run = ReadLog(_run ?? Begin(await bench.Gpus.LookAsync(token)));
        }
    }

    /// <summary>What befell the run, and what there is to tell of it.</summary>
    /// <param name="wentWell">It ended with 0 and nobody stopped it.</param>
    /// <param name="stop">The order that ended it, if one did.</param>
    public (Incident? Incident, IReadOnlyList<string> Facts) Judge(bool wentWell, StopOrder? stop)
    {
        if (_run is not { } run || ((AttemptState.Running)attempt.State).Start.KernelBoot != bench.KernelBoot)
        {
            return (stop?.Incident, []);
        }

        run = run with { Until = stop is null ? TimeSpan.MaxValue : OnBootClock(stop.At) };
        return (stop?.Incident ?? (wentWell ? GpuFaults.Ending(run) : GpuFaults.Explaining(run)), GpuFaults.Facts(run));
    }

    private void StopIfOver(GpuRun run)
    {
        if (GpuFaults.Ending(run) is { } incident)
        {
            string reason = VerdictTable.Of(incident).Reason;
            bench.Journal.OrderStop(
                attempt.Id, new StopOrder(StopCause.HostFault, reason, bench.Time.Milliseconds()) { Incident = incident });
        }
    }

    private async Task<GpuRun> LookAsync(CancellationToken token)
    {
        GpuSight now = await bench.Gpus.LookAsync(token);
        GpuRun run = (_run ?? Begin(now)) with { Last = now };
        IReadOnlyList<string> nodes = bench.Gpus.NodesOf(run.Gpus);
        return run with { Access = await bench.Engine.AskAsync(it => bench.Runtime.ProbeDevicesAsync(name, nodes, it), token) };
    }

    /// <summary>Often, so that an error is known to be older than the stop that followed it.</summary>
    private GpuRun ReadLog(GpuRun run) => run with { Last = bench.Gpus.AddLog(run.Last) };

    private GpuRun Begin(GpuSight now) => new()
    {
        Leased = attempt.Lease.Gpus,
        StartedAt = ((AttemptState.Running)attempt.State).Start.BootTime,
        First = now,
        Last = now,
    };

    private TimeSpan OnBootClock(long moment) => bench.Time.Uptime() - TimeSpan.FromMilliseconds(bench.Time.Milliseconds() - moment);
}
