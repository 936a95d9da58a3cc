namespace DePin.Protocol.Jobs.Fields;

/// <summary>Lists the keys of one block; the seed tells each key's default.</summary>
internal sealed class BlockBuilder<T>(T seed)
{
    private readonly List<Field<T>> _fields = [];

    public BlockKind<T> Build() => new(seed, _fields);

    public BlockBuilder<T> Required<TValue>(
        string key, ValueKind<TValue> kind, string description, Func<T, object?> get, Func<T, TValue, T> with) =>
        Add(new ValueField<T, TValue>(key, description, kind, seed, get, with) { IsRequired = true });

    public BlockBuilder<T> Optional<TValue>(
        string key, ValueKind<TValue> kind, string description, Func<T, object?> get, Func<T, TValue, T> with,
        string? defaultNote = null) =>
        Add(new ValueField<T, TValue>(key, description, kind, seed, get, with) { DefaultNote = defaultNote });

    private BlockBuilder<T> Add(Field<T> field)
    {
        _fields.Add(field);
        return this;
    }
}
