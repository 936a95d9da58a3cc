using System.Diagnostics.CodeAnalysis;

namespace DePin.Scheduler.Engine;

/// <summary>What a request comes to: a value, or the reason it was refused.</summary>
internal readonly struct Answer<T>
{
    private readonly T? _value;

    private Answer(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    /// <summary>For values of an interface type, which have no implicit conversion.</summary>
    public static Answer<T> Of(T value) => new(value, null);

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(default, refusal);

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value!;
        refusal = Refusal;
        return refusal is null;
    }

    /// <exception cref="RefusedException">The request was refused.</exception>
    public T OrThrow() => Refusal is null ? _value! : throw new RefusedException(Refusal);
}
