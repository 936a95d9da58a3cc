namespace DePin.Scheduler.Engine;

/// <summary>Something to look at when its time has come. It may have been put off meanwhile: whoever pops it looks again.</summary>
internal abstract record Deadline
{
    private Deadline()
    {
    }

    /// <summary>The node may have been silent for longer than a lease lives.</summary>
    public sealed record Silence(LiveNode Node) : Deadline;

    /// <summary>The attempt may not have been renewed for longer than <see cref="EngineRules.ReassignAfter"/>.</summary>
    public sealed record Renewal(LiveAttempt Attempt) : Deadline;

    /// <summary>The challenge may have run out.</summary>
    public sealed record Proof(LiveChallenge Challenge) : Deadline;

    /// <summary>The parked sync has been held long enough.</summary>
    public sealed record Hold(LiveNode Node, ParkedSync Parked) : Deadline;
}
