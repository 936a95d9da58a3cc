namespace DePin.Scheduler.Tests.Http;

/// <summary>A body whose bytes come only when it is opened: a sender that takes its time.</summary>
internal sealed class GatedStream(byte[] bytes) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody waits for the bytes.</summary>
    public Task Reading => _reading.Task;

    public void Open() => _open.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reading.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
