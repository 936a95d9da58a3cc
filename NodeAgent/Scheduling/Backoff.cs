namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// Exponential back-off with full jitter: each wait is uniform between nothing and a ceiling that doubles, so that nodes that lost the same
/// scheduler do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). For one caller.
/// </summary>
/// <param name="first">The first ceiling.</param>
/// <param name="most">The last ceiling.</param>
/// <param name="random">Where in between.</param>
public sealed class Backoff(TimeSpan first, TimeSpan most, Random random)
{
    private const int MaxDoublings = 30;
    private int _failures;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;

    public void Reset() => _failures = 0;

    /// <summary>Counts a failure and says how long to wait.</summary>
    /// <param name="atLeast">What the other side asked for; null when it said nothing.</param>
    public TimeSpan Next(TimeSpan? atLeast)
    {
        double ceiling = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, MaxDoublings)));
        _failures++;
        var wait = TimeSpan.FromMilliseconds(random.NextDouble() * ceiling);
        return atLeast is { } asked && asked + wait is var polite ? polite : wait;
    }
}
