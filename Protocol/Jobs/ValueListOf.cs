namespace DePin.Protocol.Jobs;

/// <summary>Lets a <see cref="ValueList{T}"/> be written as a collection expression: <c>[a, b]</c>.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? ValueList<T>.Empty : new ValueList<T>(items);
}
