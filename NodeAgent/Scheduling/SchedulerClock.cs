using DePin.NodeAgent.Attempts;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// This machine's wall clock held against the scheduler's, which refuses attestations from another time. Every reply is a sample; between
/// them the boot clock, which no one can set, carries the time on, so that a clock that somebody sets is noticed without a call.
/// </summary>
/// <param name="time">A <see cref="BootClock"/> on a node.</param>
/// <param name="tolerance">See <see cref="AgentRules.ClockTolerance"/>.</param>
public sealed class SchedulerClock(TimeProvider time, TimeSpan tolerance)
{
    /// <summary>What the owner does about it.</summary>
    public const string Remedy =
        "Set this machine's clock: timedatectl set-ntp true. If it is right, the scheduler's is wrong: tell its operator.";

    private volatile ClockSample? _sample;

    /// <summary>True when the scheduler has said its time.</summary>
    public bool IsKnown => _sample is not null;

    /// <summary>How far the wall clock is ahead (negative: behind), when that is certainly beyond the tolerance; null otherwise.</summary>
    public TimeSpan? Skew => SkewOf(time.Milliseconds(), time.Uptime());

    /// <summary>For people; null when the clock is right, or nothing is known.</summary>
    public string? Problem => Skew is { } skew ? Words(skew) : null;

    /// <summary>The time, Unix milliseconds: this machine's, or the scheduler's when this machine's is beyond the tolerance.</summary>
    public long Milliseconds() => Correct(time.Milliseconds());

    /// <summary>A moment of this machine's wall clock, as <see cref="Milliseconds"/> would have told it.</summary>
    public long Correct(long wallMs) => Skew is { } skew ? wallMs - (long)skew.TotalMilliseconds : wallMs;

    /// <summary>A reply that has just arrived.</summary>
    public void Learn(long? schedulerMs, TimeSpan sent, TimeSpan held) =>
        _sample = ClockSample.Choose(_sample, ClockSample.Of(schedulerMs, sent, time.Uptime(), held));

    private TimeSpan? SkewOf(long wallMs, TimeSpan uptime) =>
        _sample is { } sample && sample.Ahead(wallMs, uptime) is var ahead && sample.IsBeyond(ahead, tolerance) ? ahead : null;

    private string Words(TimeSpan skew)
    {
        string by = DurationText.Format(TimeSpan.FromSeconds(Math.Round(skew.Duration().TotalSeconds)));
        return $"This machine's clock is {by} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the scheduler's, more than the "
            + $"{DurationText.Format(tolerance)} allowed: what it attests would be refused, so it takes no new work.";
    }
}
