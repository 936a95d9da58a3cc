using System.Diagnostics.CodeAnalysis;

namespace DePin.Scheduler.Engine;

/// <summary>The last so many entries set; the oldest makes room.</summary>
internal sealed class RecentMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Queue<TKey> _order = new();

    public void Set(TKey key, TValue value)
    {
        if (!_values.ContainsKey(key))
        {
            _order.Enqueue(key);
        }

        _values[key] = value;
        if (_order.Count > capacity)
        {
            _values.Remove(_order.Dequeue());
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);
}
