using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>Samples what a running job uses, since nothing is left to read after its end, and stops one that fills the disk.</summary>
internal sealed class UsageMeter(Workbench bench, Attempt attempt, ContainerName name)
{
    /// <summary>A layer this full has met its quota: the write that would have filled it was refused.</summary>
    private const double Full = 0.99;

    /// <summary>Measuring a large layer reads all of its directories; it may take this part of the time.</summary>
    private const int RestPerMeasurement = 4;

    private readonly DiskAllowance _allowed = DiskAllowance.Of(attempt.Lease.Spec.Resources.Disk);
    private readonly HashSet<JobLimit> _hit = [];
    private volatile RunUsage _usage = RunUsage.None;

    public RunUsage Usage => _usage;

    /// <summary>In the order of <see cref="JobLimit"/>.</summary>
    public IReadOnlyList<JobLimit> LimitsHit(bool outOfMemory, StopOrder? stop, HiddenDisk? hidden)
    {
        JobLimit? ordered = stop?.Cause switch
        {
            StopCause.Timeout => JobLimit.Timeout,
            StopCause.Disk => JobLimit.Disk,
            StopCause.Files => JobLimit.Files,
            StopCause.Room => hidden?.Over,
            _ => null,
        };
        lock (_hit)
        {
            return [.. _hit.Concat(outOfMemory ? [JobLimit.Memory] : []).Concat(ordered is { } limit ? [limit] : []).Distinct().Order()];
        }
    }

    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            await Task.WhenAll(SampleAsync(token), WatchForksAsync(token), MeasureDiskAsync(token));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    /// <summary>
    /// What was refused may have ended the job before anybody looked: a process, which the kernel still tells of, or, where the job failed,
    /// a write.
    /// </summary>
    public async Task MeasureEndAsync(ContainerState end, CancellationToken token)
    {
        await WatchForksAsync(token);
        if (end is ContainerState.Exited { ExitCode: not 0 } && _allowed.Bytes.Bytes > 0)
        {
            await MeasureDiskOnceAsync(token);
        }
    }

    private async Task SampleAsync(CancellationToken token)
    {
        while (true)
        {
            if (await bench.Engine.AskAsync(it => bench.Runtime.UsageAsync(name, it), token) is { } now)
            {
                Count(so => so with
                {
                    CpuMilliseconds = Math.Max(so.CpuMilliseconds, (long)now.CpuTime.TotalMilliseconds),
                    PeakMemoryBytes = Math.Max(so.PeakMemoryBytes, now.PeakMemoryBytes ?? now.MemoryBytes),
                    PeakPids = Math.Max(so.PeakPids, now.Pids),
                });
            }

            await Task.Delay(bench.Rules.SampleEvery, bench.Time, token);
        }
    }

    private async Task WatchForksAsync(CancellationToken token)
    {
        if (await bench.Engine.AskAsync(it => bench.Runtime.RefusedForkAsync(name, it), token))
        {
            Count(so => so with { PeakPids = ContainerLimits.DefaultPids });
            HitIf(true, JobLimit.Pids);
        }
    }

    private async Task MeasureDiskAsync(CancellationToken token)
    {
        while (_allowed.Bytes.Bytes > 0)
        {
            await Task.Delay(bench.Rules.MeasureDiskEvery, bench.Time, token);
            long began = bench.Time.GetTimestamp();
            if (_allowed.Exceeded(await MeasureDiskOnceAsync(token), bench.Time.Milliseconds()) is { } order)
            {
                bench.Journal.OrderStop(attempt.Id, order);
            }

            await Task.Delay(bench.Time.GetElapsedTime(began) * RestPerMeasurement, bench.Time, token);
        }
    }

    private async Task<DiskUsage> MeasureDiskOnceAsync(CancellationToken token)
    {
        DiskUsage usage = await bench.Engine.AskAsync(it => bench.Runtime.DiskUsageAsync(name, it), token) ?? DiskUsage.None;
        bench.Room.Measured(attempt.Id, usage);
        Count(so => so with
        {
            DiskBytes = Math.Max(so.DiskBytes, usage.Bytes),
            Files = Math.Max(so.Files, usage.Files ?? 0),
        });
        HitIf(usage.Bytes >= _allowed.Bytes.Bytes * Full, JobLimit.Disk);
        HitIf(usage.Files >= _allowed.Files, JobLimit.Files);
        return usage;
    }

    /// <summary>Both loops count into one record.</summary>
    private void Count(Func<RunUsage, RunUsage> add)
    {
        lock (_hit)
        {
            _usage = add(_usage);
        }
    }

    private void HitIf(bool hit, JobLimit limit)
    {
        if (hit)
        {
            lock (_hit)
            {
                _hit.Add(limit);
            }
        }
    }
}
