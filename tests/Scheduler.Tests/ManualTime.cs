namespace DePin.Scheduler.Tests;

/// <summary>Time that passes only when told to. Timers fire during <see cref="Advance"/>, in the order they are due.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        long end = GetTimestamp() + by.Ticks;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        MoveTo(end);
    }

    private ManualTimer? NextDue(long end)
    {
        ManualTimer? next;
        lock (_lock)
        {
            next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
        }

        if (next is not null)
        {
            MoveTo(Math.Max(next.Due, GetTimestamp()));
        }

        return next;
    }

    private void MoveTo(long ticks)
    {
        lock (_lock)
        {
            _now = _now.AddTicks(ticks - _ticks);
            _ticks = ticks;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                time._timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = time._ticks + dueTime.Ticks;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Fire()
        {
            lock (time._lock)
            {
                if (_period > TimeSpan.Zero)
                {
                    Due += _period.Ticks;
                }
                else
                {
                    time._timers.Remove(this);
                }
            }

            callback();
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
