namespace DePin.Scheduler.Client;

/// <summary>
/// A bound on waiting: its token is cancelled when the bound has passed without <see cref="Extend"/>, or when the caller cancels.
/// </summary>
internal sealed class WaitBound : IDisposable
{
    private readonly TimeSpan _bound;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;

    public WaitBound(TimeSpan bound, TimeProvider time, CancellationToken outer)
    {
        _bound = bound;
        _source = new CancellationTokenSource(bound, time);
        _outer = outer.UnsafeRegister(source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Something moved: the bound starts anew.</summary>
    public void Extend() => _source.CancelAfter(_bound);

    public void Dispose()
    {
        _outer.Dispose();
        _source.Dispose();
    }
}
