namespace DePin.NodeAgent.Scheduling;

/// <summary>What one reply says of the scheduler's clock. Pure.</summary>
/// <param name="SchedulerMs">The scheduler's time, Unix milliseconds.</param>
/// <param name="At">When it was that time, on this machine's boot clock.</param>
/// <param name="Uncertainty">How much earlier or later it may have been: half of what request and reply travelled.</param>
public sealed record ClockSample(long SchedulerMs, TimeSpan At, TimeSpan Uncertainty)
{
    /// <summary>A reply that travelled so long says little; what is known already is better. 20 s there and back.</summary>
    private static readonly TimeSpan _vague = TimeSpan.FromSeconds(10);

    /// <param name="schedulerMs">What the reply says; null from a scheduler that does not say it.</param>
    /// <param name="sent">When the request was sent, on the boot clock.</param>
    /// <param name="received">When the reply was there.</param>
    /// <param name="held">How long the scheduler held the request before it replied: no part of the travel.</param>
    public static ClockSample? Of(long? schedulerMs, TimeSpan sent, TimeSpan received, TimeSpan held)
    {
        TimeSpan passed = received - sent;
        TimeSpan travel = passed - (held < TimeSpan.Zero ? TimeSpan.Zero : held < passed ? held : passed);
        return schedulerMs is { } time ? new ClockSample(time, received - (travel / 2), travel / 2) : null;
    }

    /// <summary>The newer one, which knows of clocks that were set, unless it is too vague to say.</summary>
    public static ClockSample? Choose(ClockSample? known, ClockSample? next) =>
        next is null || (known is not null && next.Uncertainty > _vague) ? known : next;

    /// <summary>How far a wall clock that shows <paramref name="wallMs"/> is ahead of the scheduler's; negative: behind.</summary>
    public TimeSpan Ahead(long wallMs, TimeSpan uptime) =>
        TimeSpan.FromMilliseconds(wallMs) - TimeSpan.FromMilliseconds(SchedulerMs) - (uptime - At);

    /// <summary>True when the clock is off by more than <paramref name="tolerance"/> for certain.</summary>
    public bool IsBeyond(TimeSpan ahead, TimeSpan tolerance) => ahead.Duration() - Uncertainty > tolerance;
}
