namespace DePin.Simulation.Clock;

/// <summary>Time as one life of a program sees it. Its timers end with it.</summary>
/// <param name="zero">Ticks of the world at which this clock's timestamps were 0: the boot of the machine.</param>
/// <param name="wall">The machine's wall clock, which somebody may set.</param>
internal sealed class LifeClock(Clockwork clockwork, Life life, long zero, Func<DateTimeOffset> wall) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => clockwork.Now - zero;

    public override DateTimeOffset GetUtcNow() => wall();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        LifeTimer timer = new(clockwork, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
