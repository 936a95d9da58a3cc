namespace DePin.Scheduler.Engine;

/// <summary>What the writer is given, in order.</summary>
internal abstract record WriterTask
{
    private WriterTask()
    {
    }

    /// <param name="Generation">The reading of the store that the decision was made on.</param>
    public sealed record Commit(int Generation, Decision Decision) : WriterTask;

    /// <summary>Something to do on the store when everything before it is settled.</summary>
    public sealed record Read(Action Action) : WriterTask;
}
