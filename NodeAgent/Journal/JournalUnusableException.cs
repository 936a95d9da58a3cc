namespace DePin.NodeAgent.Journal;

/// <summary>
/// The journal cannot be trusted, or is not this node's. The agent refuses to start: the message says what is wrong and
/// what to do.
/// </summary>
public sealed class JournalUnusableException : Exception
{
    public JournalUnusableException(string path, string fact, string remedy, Exception? inner)
        : base($"The journal {path} cannot be used: {fact}. {remedy}", inner)
    {
    }

    /// <summary>Damage: what is there cannot be told from what was written.</summary>
    internal static JournalUnusableException Damaged(string path, string fact, Exception? inner) => new(
        path,
        fact,
        "Nothing was changed. Move the file and its -wal and -shm away and start again: running containers are adopted by their labels"
        + " as soon as the scheduler names their leases again, and attestations go on behind the last one it has",
        inner);
}
