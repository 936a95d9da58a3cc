namespace DePin.Simulation.Scheduling;

/// <summary>
/// Runs a request that reads or writes files as if nothing else happened meanwhile: its continuations, which come from other threads, are
/// waited for on this one. The simulated time stands still.
/// </summary>
internal sealed class Unit : SynchronizationContext
{
    private static readonly TimeSpan _hangs = TimeSpan.FromSeconds(30);

    // A plain object, since Monitor waits on it.
    private readonly object _lock = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
        {
            _ready.Enqueue((d, state));
            Monitor.Pulse(_lock);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Until <paramref name="request"/> has completed.</summary>
    /// <param name="step">What the request may wait for; called whenever nothing else is left to do.</param>
    public void Complete(Func<Task> request, Action step)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            Task task = request();
            while (!task.IsCompleted)
            {
                if (!TryTake(wait: false, out (SendOrPostCallback Callback, object? State) item))
                {
                    step();
                    if (task.IsCompleted || !TryTake(wait: true, out item))
                    {
                        continue;
                    }
                }

                item.Callback(item.State);
            }

            task.GetAwaiter().GetResult(); // TIDY: it has completed, and what it threw is to be seen
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private bool TryTake(bool wait, out (SendOrPostCallback Callback, object? State) item)
    {
        lock (_lock)
        {
            if (wait && _ready.Count == 0 && !Monitor.Wait(_lock, _hangs))
            {
                throw new TimeoutException($"A request to the scheduler hung for {_hangs.TotalSeconds} s of real time");
            }

            return _ready.TryDequeue(out item);
        }
    }
}
