namespace DePin.NodeAgent.Tests.Containers;

/// <summary>The calls made to a fake: recorded, one at a time, and some told to fail.</summary>
internal sealed class FakeCalls
{
    private readonly List<string> _made = [];
    private readonly Dictionary<int, (Exception Error, bool AfterEffect)> _failures = [];
    private TaskCompletionSource _next = NewSignal();

    /// <summary>Held for every step.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Completes when something has changed after this was read.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public IReadOnlyList<string> Made
    {
        get
        {
            lock (Lock)
            {
                return [.. _made];
            }
        }
    }

    /// <summary>
    /// The call of this number (0 is the first ever) throws, before its effect or after it: then the effect has happened unseen.
    /// </summary>
    public void Fail(int number, Exception error, bool afterEffect)
    {
        lock (Lock)
        {
            _failures[number] = (error, afterEffect);
        }
    }

    /// <summary>Reads between steps, which counts as none.</summary>
    public T Look<T>(Func<T> read)
    {
        lock (Lock)
        {
            return read();
        }
    }

    /// <summary>Takes one step, or fails as told.</summary>
    public Task<T> Make<T>(string verb, object subject, Func<T> step)
    {
        try
        {
            lock (Lock)
            {
                bool fails = _failures.Remove(_made.Count, out (Exception Error, bool AfterEffect) failure);
                _made.Add($"{verb} {subject}".TrimEnd());
                if (fails && !failure.AfterEffect)
                {
                    return Task.FromException<T>(failure.Error);
                }

                T result = step();
                return fails ? Task.FromException<T>(failure.Error) : Task.FromResult(result);
            }
        }
        finally
        {
            Signal();
        }
    }

    public void Signal() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
