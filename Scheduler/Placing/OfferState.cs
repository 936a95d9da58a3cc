namespace DePin.Scheduler.Placing;

/// <summary>Whether a node takes new work at all, whatever the job.</summary>
internal enum OfferState
{
    Open,

    /// <summary>Not heard of for longer than a lease lives, or not since this scheduler started.</summary>
    Silent,

    /// <summary>An operator drains it.</summary>
    Draining,

    /// <summary>The node says so itself: its owner drains it, it is short of disk, or its clock is wrong.</summary>
    NotAccepting,

    /// <summary>It has not stated its capacity yet, or the statement has expired.</summary>
    Unstated,
}
