namespace DePin.NodeAgent.Proving;

/// <summary>A challenge that cannot be answered here. The message is for the owner.</summary>
public sealed class CannotProveException(string message, Exception? inner) : Exception(message, inner);
