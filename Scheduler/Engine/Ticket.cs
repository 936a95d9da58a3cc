namespace DePin.Scheduler.Engine;

/// <summary>The caller's place in the line: completed once, after everything it depends on is durable.</summary>
internal sealed class Ticket<T>
{
    private readonly TaskCompletionSource<Answer<T>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Answer<T>> Answered => _source.Task;

    /// <summary>The answer, once there is one.</summary>
    public Answer<T>? Settled { get; private set; }

    public void Complete(Answer<T> answer)
    {
        Settled ??= answer;
        _source.TrySetResult(answer);
    }
}
