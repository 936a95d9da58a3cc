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
}
