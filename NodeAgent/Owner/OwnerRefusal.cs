namespace DePin.NodeAgent.Owner;

/// <summary>Why the service did not do what its owner asked.</summary>
/// <param name="Message">The fact, with the value that was wrong.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record OwnerRefusal(string Message, string Remedy);
