using System.ComponentModel;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// The place of one GPU worker: it is started at the first question, and whatever comes of that is an outcome. One that ended stays until
/// it is given up; the next question is then another one's.
/// </summary>
internal sealed class WorkerSeat(WorkerStart start, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Null before the first question and after the end.</summary>
    public WorkerProcess? Worker { get; private set; }

    /// <param name="question">Makes the question that bears this number.</param>
    /// <param name="progress">Told of each sign of it, on the thread that reads; null where nobody wants to know.</param>
    /// <param name="token">Gives up waiting; the worker is then to be given up too.</param>
    public async Task<WorkerOutcome> AskAsync(
        Func<int, GpuQuestion> question, IProgress<GpuWord.Progress>? progress, CancellationToken token)
    {
        try
        {
            Worker ??= WorkerProcess.Start(start, time);
            return await Worker.AskAsync(question, progress, token);
        }
        catch (Win32Exception problem)
        {
            return new WorkerOutcome.NotStarted(problem.Message);
        }
    }

    /// <summary>The driver's errors that it reported since they were last taken.</summary>
    public IReadOnlyList<GpuWord.Xid> TakeXids() => Worker?.TakeXids() ?? [];

    /// <summary>Ends the worker that there is.</summary>
    public async ValueTask EndAsync()
    {
        if (Worker is { } worker)
        {
            Worker = null;
            await worker.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => EndAsync();
}
