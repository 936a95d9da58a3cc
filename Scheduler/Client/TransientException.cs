namespace DePin.Scheduler.Client;

/// <summary>One try of a call failed in a way that may pass. Only who resumes a stream ever sees it; others get its cause.</summary>
/// <param name="cause">What the caller sees when no further try is made.</param>
/// <param name="retryAfter">The scheduler's own wish, when it gave one.</param>
internal sealed class TransientException(ClientException cause, TimeSpan? retryAfter = null) : Exception(cause.Message, cause)
{
    public ClientException Cause { get; } = cause;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Nothing came for as long as we wait: a broken connection, or an open one with nothing to say.</summary>
    public bool Silent => Cause.InnerException is OperationCanceledException;
}
