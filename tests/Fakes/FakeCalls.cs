namespace DePin.Fakes;

/// <summary>The calls made to a fake: recorded, one at a time, and some told to fail.</summary>
internal sealed class FakeCalls
{
    private readonly List<string> _made = [];
    private readonly Dictionary<int, (Exception Error, bool AfterEffect)> _failures = [];
    private readonly List<TaskCompletionSource> _waiting = [];

    /// <summary>Held for every step.</summary>
    public Lock Lock { get; } = new();

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

    /// <summary>Completes when something has changed after this call; whoever waits goes on by itself, not inside the change.</summary>
    public Task NextAsync(CancellationToken token)
    {
        TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Lock)
        {
            _waiting.Add(next);
        }

        return WaitAsync(next, token);
    }

    /// <summary>Reads between steps, which counts as none.</summary>
    public T Look<T>(Func<T> read)
    {
        lock (Lock)
        {
            return read();
        }
    }

    /// <summary>Takes one step that changes nothing, or fails as told.</summary>
    public Task<T> Ask<T>(string verb, object subject, Func<T> step)
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

    /// <summary>Takes one step that may change something, or fails as told.</summary>
    public Task<T> Make<T>(string verb, object subject, Func<T> step)
    {
        try
        {
            return Ask(verb, subject, step);
        }
        finally
        {
            Signal();
        }
    }

    public void Signal()
    {
        lock (Lock)
        {
            _waiting.ForEach(next => next.TrySetResult());
            _waiting.Clear();
        }
    }

    private static async Task WaitAsync(TaskCompletionSource next, CancellationToken token)
    {
        using CancellationTokenRegistration given = token.UnsafeRegister(_ => next.TrySetCanceled(token), null);
        await next.Task;
    }
}
