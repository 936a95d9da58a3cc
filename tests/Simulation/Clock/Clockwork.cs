namespace DePin.Simulation.Clock;

/// <summary>
/// All that happens in a simulated world, one thing after the other, on one thread: first what is ready, in order, then the next alarm,
/// and only an alarm moves the time. What arrives from another thread would make a run unrepeatable: it is not run, and ends the run.
/// </summary>
internal sealed class Clockwork
{
    private readonly Queue<(Life Life, SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<Alarm, (long Due, long Number)> _alarms = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _number;

    /// <summary>Ticks since the world began.</summary>
    public long Now { get; private set; }

    public TimeSpan Time => TimeSpan.FromTicks(Now);

    /// <summary>Where something came from another thread; null while nothing did.</summary>
    public string? Foreign { get; private set; }

    /// <summary>To be run by <paramref name="life"/>, after what is ready already.</summary>
    public void Post(Life life, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _ready.Enqueue((life, callback, state));
        }
        else
        {
            Foreign ??= $"{(state as Delegate)?.Target ?? state}\n{Environment.StackTrace}";
        }
    }

    public Alarm After(TimeSpan delay, Action action)
    {
        Alarm alarm = new(action);
        _alarms.Enqueue(alarm, (Now + Math.Max(0, delay.Ticks), ++_number));
        return alarm;
    }

    /// <summary>Does the next thing. False when nothing will ever happen again.</summary>
    public bool RunNext()
    {
        if (_ready.TryDequeue(out (Life Life, SendOrPostCallback Callback, object? State) item))
        {
            item.Life.Run(item.Callback, item.State);
            return true;
        }

        while (_alarms.TryDequeue(out Alarm? alarm, out (long Due, long Number) place))
        {
            if (alarm.Action is { } action)
            {
                Now = Math.Max(Now, place.Due);
                action();
                return true;
            }
        }

        return false;
    }
}
