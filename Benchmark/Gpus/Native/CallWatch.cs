namespace DePin.Benchmark.Gpus.Native;

/// <summary>Which call of the driver's is under way, for whoever watches: one that never returns is known by its name.</summary>
internal sealed class CallWatch(TimeProvider time)
{
    private volatile Call? _current;

    public void Begin(string function) => _current = new Call(function, time.GetTimestamp());

    public void End() => _current = null;

    /// <summary>The call that has not returned yet, and how long it has been; null between calls.</summary>
    public (string Function, TimeSpan For)? Current() =>
        _current is { } call ? (call.Function, time.GetElapsedTime(call.Since)) : null;

    private sealed record Call(string Function, long Since);
}
