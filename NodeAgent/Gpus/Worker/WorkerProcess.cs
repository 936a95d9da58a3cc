using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// One GPU worker, watched: whatever the driver does to it, a question ends in an outcome within a limit, and a worker that did not answer
/// is killed. One question at a time.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>Errors of the driver's that are remembered until they are taken.</summary>
    private const int MaxXids = 64;

    private readonly Process _process;
    private readonly WorkerLimits _limits;
    private readonly TimeProvider _time;
    private readonly WorkerPulse _pulse;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly Lock _gate = new();
    private readonly Queue<GpuWord.Xid> _xids = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (int Id, TaskCompletionSource<GpuWord> Word)? _open;
    private IProgress<GpuWord.Progress>? _progress;
    private int _questions;
    private volatile string? _nonsense;

    private WorkerProcess(Process process, WorkerLimits limits, TimeProvider time)
    {
        _process = process;
        _limits = limits;
        _time = time;
        _pulse = new WorkerPulse(limits, time);
        _errors = WorkerErrors.ReadAsync(process.StandardError.BaseStream);
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>It was killed and is still there: the kernel does not let it go.</summary>
    public bool IsStuck { get; private set; }

    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static WorkerProcess Start(WorkerStart start, TimeProvider time) =>
        new(Process.Start(start.ToProcess())!, start.Limits, time);

    /// <param name="question">Makes the question that bears this number.</param>
    /// <param name="token">Gives up waiting; the worker is then to be disposed of.</param>
    public Task<WorkerOutcome> AskAsync(Func<int, GpuQuestion> question, CancellationToken token) => AskAsync(question, null, token);

    /// <param name="question">Makes the question that bears this number.</param>
    /// <param name="progress">Told of each sign of it, on the thread that reads.</param>
    /// <param name="token">Gives up waiting; the worker is then to be disposed of.</param>
    public async Task<WorkerOutcome> AskAsync(
        Func<int, GpuQuestion> question, IProgress<GpuWord.Progress>? progress, CancellationToken token)
    {
        int id = ++_questions;
        TaskCompletionSource<GpuWord> word = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            (_open, _progress) = ((id, word), progress);
            _pulse.Begin();
        }

        if (!await TrySendAsync(question(id), token))
        {
            return await EndedAsync();
        }

        while (true)
        {
            await Task.WhenAny(word.Task, _reading, Task.Delay(GpuWorker.BusyEvery / 2, _time, token));
            token.ThrowIfCancellationRequested();
            if (word.Task.IsCompleted)
            {
                return new WorkerOutcome.Answered(await word.Task);
            }

            if (_reading.IsCompleted)
            {
                return await EndedAsync();
            }

            if (Overdue() is { } outcome)
            {
                await KillAsync();
                return outcome;
            }
        }
    }

    /// <summary>The driver's errors that it reported since they were last taken.</summary>
    public IReadOnlyList<GpuWord.Xid> TakeXids()
    {
        lock (_gate)
        {
            GpuWord.Xid[] taken = [.. _xids];
            _xids.Clear();
            return taken;
        }
    }

    /// <summary>Waits until the driver reports an error, the worker ends, or the time is over.</summary>
    public Task WaitForNewsAsync(TimeSpan most, CancellationToken token)
    {
        lock (_gate)
        {
            _news = _xids.Count > 0 ? _news : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.WhenAny(_news.Task, _reading, Task.Delay(most, _time, token));
        }
    }

    /// <summary>
    /// Ends it: by the end of its input, and where it does not listen, by a kill. Never waits without end; of one that is stuck,
    /// <see cref="HasExited"/> goes on telling.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        if (!await ExitsAsync())
        {
            await KillAsync();
        }

        if (!IsStuck)
        {
            _process.Dispose();
        }
    }

    private WorkerOutcome? Overdue()
    {
        lock (_gate)
        {
            return _pulse.Overdue();
        }
    }

    private async Task<bool> TrySendAsync(GpuQuestion question, CancellationToken token)
    {
        try
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(question, WorkerJson.Default.GpuQuestion), (byte)'\n'];
            Stream input = _process.StandardInput.BaseStream;
            await input.WriteAsync(line, token);
            await input.FlushAsync(token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task ReadAsync()
    {
        LineReader lines = new(_process.StandardOutput.BaseStream, GpuWorker.MaxWordBytes);
        try
        {
            while (await lines.ReadAsync(CancellationToken.None) is { } line)
            {
                Hear(JsonSerializer.Deserialize(line.Span, WorkerJson.Default.GpuWord)!);
            }
        }
        catch (Exception wild) when (wild is JsonException or NotSupportedException or InvalidDataException or IOException)
        {
            // A process that is no worker of this version: the question open now ends as with one that died.
            _nonsense = $"it said what is no answer ({wild.Message})";
            _process.Kill();
        }
    }

    private void Hear(GpuWord word)
    {
        lock (_gate)
        {
            _pulse.Hear(word);
            switch (word)
            {
                case GpuWord.Xid xid when _xids.Count < MaxXids:
                    _xids.Enqueue(xid);
                    _news.TrySetResult();
                    break;
                case GpuWord.Progress progress:
                    _progress?.Report(progress);
                    break;
                case GpuWord.Answer answer:
                    Complete(answer.Id, answer);
                    break;
            }
        }
    }

    private void Complete(int id, GpuWord word)
    {
        if (_open is { } open && open.Id == id)
        {
            _open = null;
            open.Word.SetResult(word);
        }
    }

    private async Task<WorkerOutcome> EndedAsync()
    {
        if (!await ExitsAsync())
        {
            await KillAsync();
        }

        // Its last words may still be on their way; one that it left behind could keep them open for ever.
        await Task.WhenAny(_errors, Task.Delay(_limits.End, _time, CancellationToken.None));
        string words = _nonsense ?? (_errors.IsCompletedSuccessfully ? await _errors : "");
        return new WorkerOutcome.Died(HasExited ? _process.ExitCode : -1, words);
    }

    private async Task KillAsync()
    {
        _process.Kill();
        IsStuck = !await ExitsAsync();
    }

    private async Task<bool> ExitsAsync()
    {
        using CancellationTokenSource bound = new(_limits.End, _time);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
