namespace DePin.Benchmark.Gpus.Native;

/// <summary>Which call of the driver's is under way, for whoever watches: one that never returns is known by its name.</summary>
internal sealed class CallWatch(TimeProvider time)
{
    private volatile Call? _current;

    /// <param name="waits">It waits for the GPU's work, which may take longer than a call of the driver's should.</param>
    public void Begin(string function, bool waits = false) => _current = new Call(function, waits, time.GetTimestamp());

    public void End() => _current = null;

    /// <summary>The call that has not returned yet, and how long it has been; null between calls.</summary>
    public (string Function, bool Waits, TimeSpan For)? Current() =>
        _current is { } call ? (call.Function, call.Waits, time.GetElapsedTime(call.Since)) : null;

    private sealed record Call(string Function, bool Waits, long Since);
}
