namespace DePin.NodeAgent.Attempts;

/// <summary>What came of fetching one content from the scheduler.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>It is there, and hashes to its name.</summary>
    public sealed record Fetched : FetchOutcome;

    /// <summary>It is larger than there is room.</summary>
    public sealed record TooLarge : FetchOutcome;

    /// <summary>The scheduler has none of that name for this job.</summary>
    public sealed record Missing(string Detail) : FetchOutcome;

    /// <summary>What came did not hash to its name, again and again.</summary>
    public sealed record Damaged(string Detail) : FetchOutcome;
}
