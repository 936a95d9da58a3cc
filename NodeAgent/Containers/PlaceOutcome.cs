namespace DePin.NodeAgent.Containers;

public abstract record PlaceOutcome
{
    private PlaceOutcome()
    {
    }

    public sealed record Placed : PlaceOutcome;

    /// <summary>There is no such container.</summary>
    public sealed record Gone : PlaceOutcome;

    /// <summary>For example a read-only root (disk 0), or a path through something that is no directory.</summary>
    public sealed record Refused(string Reason, Blame Blame) : PlaceOutcome
    {
        /// <summary>The reason for others than the owner; null: nothing of it is known to be fit for them.</summary>
        public string? Shown { get; init; }
    }
}
