using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// Whether a worker that is asked something is still to be waited for: it speaks, the call that it is in returns, and where the answer
/// takes long, it gets on. Not for two threads at once.
/// </summary>
internal sealed class WorkerPulse(WorkerLimits limits, TimeProvider time)
{
    private GpuWord.Busy _busy = new(null, 0, false);
    private long _heard = time.GetTimestamp();
    private long _moved = time.GetTimestamp();

    /// <summary>A question is asked.</summary>
    public void Begin()
    {
        _busy = new GpuWord.Busy(null, 0, false);
        _heard = _moved = time.GetTimestamp();
    }

    public void Hear(GpuWord word)
    {
        _heard = time.GetTimestamp();
        _busy = word as GpuWord.Busy ?? _busy;
        _moved = word is GpuWord.Progress ? _heard : _moved;
    }

    /// <summary>Why it is not to be waited for any longer; null while it is.</summary>
    public WorkerOutcome? Overdue()
    {
        double silent = time.GetElapsedTime(_heard).TotalSeconds, still = time.GetElapsedTime(_moved).TotalSeconds;
        TimeSpan longest = _busy.Waits ? limits.Wait : limits.Call;
        return _busy is { Call: { } call, Seconds: var seconds } && seconds + silent >= longest.TotalSeconds
            ? new WorkerOutcome.Hung(call, seconds + silent)
            : silent >= limits.Silence.TotalSeconds ? new WorkerOutcome.Silent(silent)
            : still >= limits.Question.TotalSeconds ? new WorkerOutcome.Hung(_busy.Call ?? "the answer", still)
            : null;
    }
}
