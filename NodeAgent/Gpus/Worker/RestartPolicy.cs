namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>When a GPU worker that ended is started again: later each time, and never more than so often in an hour. Pure.</summary>
internal static class RestartPolicy
{
    /// <summary>Ends within <see cref="Window"/> after which no worker is started until the first of them is older.</summary>
    public const int MaxEnds = 6;

    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private static readonly TimeSpan _first = TimeSpan.FromSeconds(2);

    /// <summary>The ends that still count.</summary>
    public static IReadOnlyList<TimeSpan> Recent(IEnumerable<TimeSpan> ends, TimeSpan now) =>
        [.. ends.Where(end => now - end < Window)];

    /// <param name="recent">Moments of the ends that count, oldest first; there is one.</param>
    /// <returns>How long to wait from <paramref name="now"/>.</returns>
    public static TimeSpan Wait(IReadOnlyList<TimeSpan> recent, TimeSpan now) =>
        recent.Count >= MaxEnds ? recent[0] + Window - now : _first * Math.Pow(2, recent.Count - 1);

    public static bool IsPaused(IReadOnlyList<TimeSpan> recent) => recent.Count >= MaxEnds;
}
