using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DePin.Protocol.Jobs;

/// <summary>An immutable map that is equal to another when its entries are. Entries are kept in the ordinal order of their keys.</summary>
/// <remarks>The order in which a submitter wrote them carries no meaning, so it does not reach the spec's digest either.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Named beside ValueList.")]
public sealed class ValueMap<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>, IEquatable<ValueMap<TKey, TValue>>
    where TKey : notnull
{
    public static readonly ValueMap<TKey, TValue> Empty = new([]);

    private readonly KeyValuePair<TKey, TValue>[] _entries;
    private readonly Dictionary<TKey, TValue> _byKey;

    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public ValueMap(IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        _entries = [.. entries.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)];
        _byKey = new Dictionary<TKey, TValue>(_entries.Length);
        foreach ((TKey key, TValue value) in _entries)
        {
            _byKey.Add(key, value);
        }
    }

    public int Count => _entries.Length;

    public IEnumerable<TKey> Keys => _entries.Select(entry => entry.Key);

    public IEnumerable<TValue> Values => _entries.Select(entry => entry.Value);

    public TValue this[TKey key] => _byKey[key];

    public bool ContainsKey(TKey key) => _byKey.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _byKey.TryGetValue(key, out value);

    public bool Equals(ValueMap<TKey, TValue>? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    public override bool Equals(object? obj) => Equals(obj as ValueMap<TKey, TValue>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach ((TKey key, TValue value) in _entries)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    /// <summary>The keys only: the values of a job's environment may be confidential.</summary>
    public override string ToString() => $"{{{string.Join(", ", Keys)}}}";
}
