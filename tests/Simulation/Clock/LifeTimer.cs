namespace DePin.Simulation.Clock;

/// <summary>A timer of a program's life.</summary>
internal sealed class LifeTimer(Clockwork clockwork, Life life, TimerCallback callback, object? state) : ITimer
{
    private Alarm? _alarm;
    private TimeSpan _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _alarm?.CallOff();
        _period = period;
        _alarm = dueTime < TimeSpan.Zero ? null : clockwork.After(dueTime, Ring);
        return true;
    }

    public void Dispose() => _alarm?.CallOff();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Ring()
    {
        _alarm = _period > TimeSpan.Zero && !life.Ended ? clockwork.After(_period, Ring) : null;
        life.Run(it => callback(it), state);
    }
}
