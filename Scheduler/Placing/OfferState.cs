namespace DePin.Scheduler.Placing;

/// <summary>Whether a node takes new work at all, whatever the job.</summary>
internal enum OfferState
{
    Open,

    /// <summary>Not heard of for longer than a lease lives, or not since this scheduler started.</summary>
    Silent,

    /// <summary>An operator or its owner drains it.</summary>
    Draining,

    /// <summary>It has not stated its capacity yet, or the statement has expired.</summary>
    Unstated,
}
