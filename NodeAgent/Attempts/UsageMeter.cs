using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>Samples what a running job uses, since nothing is left to read after its end, and stops one that fills the disk.</summary>
internal sealed class UsageMeter
{
    /// <summary>A layer this full has met its quota: the write that would have filled it was refused.</summary>
    private const double Full = 0.99;

    private readonly DiskWatch _disk;
    private readonly HashSet<JobLimit> _hit = [];
    private readonly Workbench _bench;
    private readonly ContainerName _name;
    private volatile RunUsage _usage;

    public UsageMeter(Workbench bench, Attempt attempt, ContainerName name)
    {
        (_bench, _name) = (bench, name);
        _disk = new DiskWatch(bench, attempt, name, Seen);

        // A root that cannot be written to holds nothing.
        _usage = _disk.Allowed.Bytes.Bytes == 0 ? RunUsage.None with { DiskBytes = 0, Files = 0 } : RunUsage.None;
    }

    public RunUsage Usage => _usage;

    /// <summary>More on the disk at the end than was allowed; null when it was not, or was not measured.</summary>
    public DiskExcess? Excess { get; private set; }

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
            await Task.WhenAll(SampleAsync(token), WatchForksAsync(token), _disk.RunAsync(token));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The job has ended.
        }
    }

    /// <summary>
    /// What was refused may have ended the job before anybody looked: a process, which the kernel still tells of, or a write. And a
    /// quick job may have taken more than was its own; what it left is still there.
    /// </summary>
    public async Task MeasureEndAsync(CancellationToken token)
    {
        await WatchForksAsync(token);
        Excess = await _disk.MeasureAsync(token);
    }

    private async Task SampleAsync(CancellationToken token)
    {
        while (true)
        {
            if (await _bench.Engine.AskAsync(it => _bench.Runtime.UsageAsync(_name, it), token) is { } now)
            {
                Count(so => so with
                {
                    CpuMilliseconds = Most(so.CpuMilliseconds, (long)now.CpuTime.TotalMilliseconds),
                    PeakMemoryBytes = Most(so.PeakMemoryBytes, now.PeakMemoryBytes ?? now.MemoryBytes),
                    PeakPids = Math.Max(so.PeakPids ?? 0, now.Pids),
                });
            }

            await Task.Delay(_bench.Rules.SampleEvery, _bench.Time, token);
        }
    }

    private async Task WatchForksAsync(CancellationToken token)
    {
        if (await _bench.Engine.AskAsync(it => _bench.Runtime.RefusedForkAsync(_name, it), token))
        {
            Count(so => so with { PeakPids = ContainerLimits.DefaultPids });
            HitIf(true, JobLimit.Pids);
        }
    }

    private void Seen(DiskUsage usage)
    {
        Count(so => so with { DiskBytes = Most(so.DiskBytes, usage.Bytes), Files = Most(so.Files, usage.Files) });
        HitIf(usage.Bytes >= _disk.Allowed.Bytes.Bytes * Full, JobLimit.Disk);
        HitIf(usage.Files >= _disk.Allowed.Files, JobLimit.Files);
    }

    /// <summary>Null as long as nobody counted.</summary>
    private static long? Most(long? so, long? now) => so > now || now is null ? so : now;

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
