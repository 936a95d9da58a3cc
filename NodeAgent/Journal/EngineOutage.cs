namespace DePin.NodeAgent.Journal;

/// <summary>
/// A time in which the container engine did not answer: what containers wrote then nobody read, and an end in it is the engine's. It is
/// remembered, since a container that ended in it may be looked at only by the agent's next life.
/// </summary>
/// <param name="From">When a question first went without an answer, Unix milliseconds.</param>
/// <param name="Until">When it answered again; null while it has not.</param>
/// <param name="Reason">What became of the question, for people.</param>
public sealed record EngineOutage(long From, long? Until, string Reason);
