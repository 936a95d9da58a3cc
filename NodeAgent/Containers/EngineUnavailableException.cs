namespace DePin.NodeAgent.Containers;

/// <summary>
/// Nothing answers at the engine's socket, or it stopped in the middle of an answer. What was asked for may have happened.
/// </summary>
public sealed class EngineUnavailableException : Exception
{
    public EngineUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>
    /// It took the question and did not answer in time: it may be busy with just this container, whose lock a job can have it hold, and
    /// has lost track of none.
    /// </summary>
    public bool IsSlow => InnerException is OperationCanceledException;
}
