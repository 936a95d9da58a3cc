namespace DePin.NodeAgent.Checkpoints;

/// <summary>
/// A manifest whose files were not what it names. While its bytes stay the same its files are read again only after a rest, which doubles
/// each time: a job that leaves it so costs nothing, and one that writes its manifest first is not missed.
/// </summary>
/// <param name="Look">What is known of it.</param>
/// <param name="Rest">The last one.</param>
/// <param name="Until">The end of it, on the boot clock.</param>
internal sealed record TornCheckpoint(CheckpointLook.Incomplete Look, TimeSpan Rest, TimeSpan Until)
{
    /// <summary>After a look; null when there is none.</summary>
    /// <param name="before">After the look before.</param>
    /// <param name="look">What it came to.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="first">The first rest.</param>
    /// <param name="most">The longest, should it be longer than the first.</param>
    public static TornCheckpoint? After(TornCheckpoint? before, CheckpointLook look, TimeSpan now, TimeSpan first, TimeSpan most)
    {
        if (look is not CheckpointLook.Incomplete { Manifest: { } manifest } torn)
        {
            return null;
        }

        if (ReferenceEquals(torn, before?.Look))
        {
            return before;
        }

        TimeSpan rest = before?.Look.Manifest == manifest ? before.Rest * 2 : first;
        rest = rest > most && rest > first ? (most > first ? most : first) : rest;
        return new TornCheckpoint(torn, rest, now + rest);
    }
}
