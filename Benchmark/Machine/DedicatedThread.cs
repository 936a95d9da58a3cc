namespace DePin.Benchmark.Machine;

/// <summary>Runs blocking work on a thread of its own, so that the thread pool's other work never waits for it.</summary>
internal static class DedicatedThread
{
    public static Task RunAsync(string name, Action work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (OperationCanceledException cancelled)
            {
                done.SetCanceled(cancelled.CancellationToken);
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        })
        { IsBackground = true, Name = name }.Start();
        return done.Task;
    }
}
