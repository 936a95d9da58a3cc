namespace DePin.Scheduler.Engine;

/// <summary>The last so many values added; the oldest makes room.</summary>
internal sealed class RecentSet<T>(int capacity)
    where T : notnull
{
    private readonly RecentMap<T, bool> _map = new(capacity);

    public void Add(T value) => _map.Set(value, true);

    public bool Contains(T value) => _map.TryGet(value, out _);
}
