namespace DePin.NodeAgent.Containers;

public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>It runs now, or ran when we came.</summary>
    public sealed record Started : StartOutcome;

    /// <summary>It had run and ended before this call.</summary>
    public sealed record AlreadyEnded(ContainerState.Exited State) : StartOutcome;

    /// <summary>Nothing of the job ran, for example because its program is not in the image.</summary>
    public sealed record Refused(string Reason, Blame Blame) : StartOutcome
    {
        /// <summary>The reason for others than the owner; null: nothing of it is known to be fit for them.</summary>
        public string? Shown { get; init; }
    }

    /// <summary>There is no such container.</summary>
    public sealed record Gone : StartOutcome;
}
