namespace DePin.NodeAgent.Journal;

/// <summary>
/// The scheduler has what this journal does not know of: it is an older state of itself, restored from a copy or cut short, and everything
/// it says about what was sent and signed may be wrong. Nothing may be done by it any more.
/// </summary>
public sealed class JournalStaleException(string fact) : Exception($"The journal is older than what the scheduler has: {fact}");
