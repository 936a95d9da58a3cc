using System.Collections.Concurrent;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// A few threads that verify proofs, each a third of a second of one core: away from the engine and from the threads that serve requests,
/// and no more of them at once than the operator gives cores.
/// </summary>
internal sealed class VerifierPool : IDisposable
{
    /// <summary>Proofs that may wait.</summary>
    public const int MaxWaiting = 1024;

    private readonly BlockingCollection<Action> _waiting = new(MaxWaiting);
    private readonly Thread[] _threads;

    public VerifierPool(int threads)
    {
        _threads =
        [
            .. Enumerable.Range(0, threads).Select(number => new Thread(Run) { Name = $"depin-verify-{number}", IsBackground = true }),
        ];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Null when too many wait already.</summary>
    public Task<T>? TryRun<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return !_waiting.IsAddingCompleted && _waiting.TryAdd(() => Complete(done, work)) ? done.Task : null;
    }

    /// <summary>Ends when what is in hand is done.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _waiting.Dispose();
    }

    private void Run()
    {
        foreach (Action work in _waiting.GetConsumingEnumerable())
        {
            work();
        }
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception failure)
        {
            done.SetException(failure);
        }
    }
}
