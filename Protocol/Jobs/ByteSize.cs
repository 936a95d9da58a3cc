using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Jobs;

/// <summary>
/// A number of bytes. Text form: <c>16GiB</c>, <c>512MB</c>, or a bare number of bytes; KB, MB, GB, TB, PB are powers of
/// 1000, KiB … PiB of 1024.
/// </summary>
/// <remarks>Written back with the largest unit that divides it, so that equal sizes have one text.</remarks>
[JsonConverter(typeof(TextJsonConverter<ByteSize>))]
public readonly record struct ByteSize(long Bytes) : ISpanParsable<ByteSize>, IComparable<ByteSize>
{
    private const long Kilo = 1000;
    private const long Mega = 1000 * Kilo;
    private const long Giga = 1000 * Mega;
    private const long Tera = 1000 * Giga;
    private const long Kibi = 1024;
    private const long Mebi = 1024 * Kibi;
    private const long Gibi = 1024 * Mebi;
    private const long Tebi = 1024 * Gibi;

    /// <summary>Smallest unit first; a size is written with the last one that divides it.</summary>
    internal static readonly QuantityUnit[] Units =
    [
        new("", 1), new("B", 1), new("KB", Kilo), new("kB", Kilo, IsAlias: true), new("KiB", Kibi), new("MB", Mega), new("MiB", Mebi),
        new("GB", Giga), new("GiB", Gibi), new("TB", Tera), new("TiB", Tebi), new("PB", 1000 * Tera), new("PiB", 1024 * Tebi),
    ];

    public static ByteSize FromMebibytes(long count) => new(count * Mebi);

    public static ByteSize FromGibibytes(long count) => new(count * Gibi);

    public static ByteSize Parse(string text) => Parse(text, null);

    public static ByteSize Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static ByteSize Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Read(s, out ByteSize size) is { } why ? throw new FormatException($"'{s}' {why.Message}; {why.Remedy}") : size;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ByteSize result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ByteSize result) => Read(s, out result) is null;

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    public override string ToString()
    {
        long bytes = Bytes;
        QuantityUnit unit = bytes == 0
            ? Units[1]
            : Array.FindLast(Units, candidate => !candidate.IsAlias && bytes % candidate.Factor == 0)!;
        return $"{bytes / unit.Factor}{unit.Name}";
    }

    /// <summary>The reason the text is refused, or null when <paramref name="size"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out ByteSize size)
    {
        Refusal? refusal = QuantityText.TryParse(text, Units, "bytes", out long bytes);
        size = new ByteSize(bytes);
        return refusal;
    }
}
