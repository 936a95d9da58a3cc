namespace DePin.NodeAgent.Owner;

/// <summary>Something that went wrong, said to the owner.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Message">The fact, with the value that was wrong.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record NodeProblem(long At, string Message, string Remedy);
