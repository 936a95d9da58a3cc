namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// The scheduler did not answer, answered that it cannot now, or answered what is not the protocol. The same call may be
/// repeated.
/// </summary>
public sealed class SchedulerUnreachableException : Exception
{
    public SchedulerUnreachableException(string message, TimeSpan? retryAfter, Exception? inner)
        : base(message, inner) => RetryAfter = retryAfter;

    /// <summary>How long the scheduler asks to be left alone; null when it said nothing.</summary>
    public TimeSpan? RetryAfter { get; }
}
