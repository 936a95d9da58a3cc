namespace DePin.Benchmark.Machine.Kernels;

/// <summary>
/// Runs one kernel on each of several dedicated threads: all begin each window together, and the window's rate is the sum of what
/// each did in the time it took.
/// </summary>
internal sealed class KernelGang(BenchPlan plan, TimeProvider time)
{
    /// <summary>Blocks until the windows are done.</summary>
    /// <returns>The rate of each window, in units of <see cref="IKernel.Step"/> per second; the warm-up is left out.</returns>
    /// <exception cref="WrongResultException">A kernel found a wrong result.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; all threads have ended and all memory is returned.</exception>
    public IReadOnlyList<double> Run(int threads, Func<IKernel> create, CancellationToken token)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        using Barrier barrier = new(threads);
        double[][] rates = new double[threads][];
        Exception? failure = null;
        Thread[] gang = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int index = i;
            gang[i] = new Thread(() =>
            {
                try
                {
                    rates[index] = RunWindows(create, barrier, stop.Token);
                }
                catch (Exception problem)
                {
                    // The first failure is the cause; the others only see that the gang was stopped.
                    Interlocked.CompareExchange(ref failure, problem, null);
                    stop.Cancel();
                }
            })
            { IsBackground = true, Name = $"bench-{i}" };
            gang[i].Start();
        }

        foreach (Thread thread in gang)
        {
            thread.Join();
        }

        token.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return [.. Enumerable.Range(0, plan.Windows).Select(window => rates.Sum(own => own[window]))];
    }

    private double[] RunWindows(Func<IKernel> create, Barrier barrier, CancellationToken token)
    {
        using IKernel kernel = create();
        double[] rates = new double[plan.Windows];
        barrier.SignalAndWait(token);
        RunWindow(kernel, plan.WarmUp, token);
        for (int window = 0; window < plan.Windows; window++)
        {
            barrier.SignalAndWait(token);
            rates[window] = RunWindow(kernel, plan.Window, token);
        }

        kernel.Verify();
        return rates;
    }

    private double RunWindow(IKernel kernel, TimeSpan length, CancellationToken token)
    {
        long start = time.GetTimestamp();
        long work = 0;
        TimeSpan elapsed;
        do
        {
            token.ThrowIfCancellationRequested();
            work += kernel.Step();
            elapsed = time.GetElapsedTime(start);
        }
        while (elapsed < length);

        return work / elapsed.TotalSeconds;
    }
}
