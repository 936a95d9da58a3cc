namespace DePin.Scheduler.Client;

/// <summary>How long a call that may be repeated goes on trying. Pure: time and randomness come from the caller.</summary>
/// <param name="FirstDelay">The pause after the first failed try; each further one is <see cref="Growth"/> times longer, up to
/// <paramref name="MaxDelay"/>.</param>
/// <param name="Patience">No new try begins later than this after the first failure.</param>
internal sealed record RetryPolicy(TimeSpan FirstDelay, TimeSpan MaxDelay, TimeSpan Patience)
{
    private const double Growth = 2.5;

    /// <summary>For a person who waits for one answer: about two seconds.</summary>
    public static RetryPolicy Brief { get; } = new(TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    /// <summary>For following a job, which outlives a restart of the scheduler: ten minutes.</summary>
    public static RetryPolicy Patient { get; } = new(TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    /// <summary>The pause before the next try, or null when it is time to give up.</summary>
    /// <param name="failures">Failed tries so far, at least 1.</param>
    /// <param name="sinceFirst">Time since the first of them.</param>
    /// <param name="spread">0 to 1; the pause is scaled by 0.5 to 1 with it, so that many clients do not return at once.</param>
    public TimeSpan? Next(int failures, TimeSpan sinceFirst, double spread, TimeSpan? retryAfter)
    {
        double grown = FirstDelay.TotalMilliseconds * Math.Pow(Growth, Math.Min(failures - 1, 20));
        TimeSpan delay = TimeSpan.FromMilliseconds(Math.Min(grown, MaxDelay.TotalMilliseconds) * (0.5 + (spread / 2)));
        if (retryAfter > delay)
        {
            delay = retryAfter.Value;
        }

        return sinceFirst + delay <= Patience ? delay : null;
    }
}
