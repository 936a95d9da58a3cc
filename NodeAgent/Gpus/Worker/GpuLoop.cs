using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Worker;
using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// Keeps the inventory of the machine's GPUs. (1) The machine's files say whether there is a driver to ask; (2) a worker asks it, and goes
/// on listening for its errors; (3) one that ends is started again, later each time; (4) what was found is there for others to read.
/// Nothing else in the service waits for any of it.
/// </summary>
internal sealed partial class GpuLoop(GpuHost host, WorkerStart start, TimeProvider time, ILogger<GpuLoop> logger)
    : IAsyncDisposable
{
    /// <summary>A driver is asked no more often than this while nothing happens.</summary>
    private static readonly TimeSpan _lookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Errors of the driver's that are shown, the latest.</summary>
    private const int MaxXids = 16;

    private readonly List<TimeSpan> _ends = [];
    private readonly Queue<GpuFinding> _xids = [];
    private readonly WorkerSeat _seat = new(start, time);
    private volatile GpuInventory? _inventory;

    /// <summary>As it was last seen; null before.</summary>
    public GpuInventory? Inventory => _inventory;

    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            while (true)
            {
                TimeSpan wait = await LookAsync(token);
                await (_seat.Worker?.WaitForNewsAsync(wait, token) ?? Task.Delay(wait, time, token));
                token.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await _seat.EndAsync();
        }
    }

    public ValueTask DisposeAsync() => _seat.EndAsync();

    /// <returns>How long until the next look, if nothing happens.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken token)
    {
        GpuSight sight = await host.LookAsync(token);
        if (sight.Silent || !sight.Host.MayAskLibraries())
        {
            await _seat.EndAsync();
            Publish(GpuMerge.Of(sight.Host, null).With(SilentDriver.Of(sight)));
            return _lookEvery;
        }

        if (_seat.Worker is { IsStuck: true, HasExited: false } stuck)
        {
            Publish(GpuMerge.Of(sight.Host, null).With([WorkerFindings.Stuck(stuck.Id)]));
            return _lookEvery;
        }

        if (_seat.Worker is { IsStuck: true })
        {
            await _seat.EndAsync();
        }

        WorkerOutcome outcome = await _seat.AskAsync(id => new GpuQuestion.Look { Id = id }, null, token);
        foreach (GpuWord.Xid xid in _seat.TakeXids())
        {
            Keep(WorkerFindings.Of(xid));
        }

        if (outcome is WorkerOutcome.Answered { Word: GpuWord.Seen { Sight: var said } })
        {
            Publish(GpuMerge.Of(sight.Host, said));
            return _lookEvery;
        }

        return await FailedAsync(sight.Host, outcome);
    }

    private async Task<TimeSpan> FailedAsync(HostSight machine, WorkerOutcome outcome)
    {
        _ends.Add(time.Uptime());
        IReadOnlyList<TimeSpan> recent = RestartPolicy.Recent(_ends, time.Uptime());
        _ends.RemoveRange(0, _ends.Count - recent.Count);
        TimeSpan wait = RestartPolicy.Wait(recent, time.Uptime());
        GpuFinding[] findings = [WorkerFindings.Of(outcome, gpu: null)];
        Publish(GpuMerge.Of(machine, null).With(
            RestartPolicy.IsPaused(recent) ? [.. findings, WorkerFindings.Paused(recent.Count, wait)] : findings));
        if (_seat.Worker is { IsStuck: false })
        {
            await _seat.EndAsync();
        }

        return wait;
    }

    private void Keep(GpuFinding xid)
    {
        _xids.Enqueue(xid);
        if (_xids.Count > MaxXids)
        {
            _xids.Dequeue();
        }
    }

    /// <summary>Says in the log what is new, once.</summary>
    private void Publish(GpuInventory seen)
    {
        GpuInventory now = seen.With(_xids);
        foreach (GpuFinding finding in now.Findings.Except(_inventory?.Findings ?? []))
        {
            Log.Found(logger, finding.Message, finding.Remedy);
        }

        _inventory = now;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Fact} {Remedy}")]
        public static partial void Found(ILogger logger, string fact, string remedy);
    }
}
