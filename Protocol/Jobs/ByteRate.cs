using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Jobs;

/// <summary>
/// Bytes a second, as memory bandwidth is given. Text form: a size and <c>/s</c>, such as <c>800GB/s</c> or
/// <c>3.35TB/s</c>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<ByteRate>))]
public readonly record struct ByteRate(long BytesPerSecond) : ISpanParsable<ByteRate>, IComparable<ByteRate>
{
    private static readonly QuantityUnit[] Units =
        [.. ByteSize.Units.Where(unit => unit.Name.Length > 0).Select(unit => unit with { Name = unit.Name + "/s" })];

    public static ByteRate Parse(string text) => Parse(text, null);

    public static ByteRate Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static ByteRate Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Read(s, out ByteRate rate) is { } why ? throw new FormatException($"'{s}' {why.Message}; {why.Remedy}") : rate;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ByteRate result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ByteRate result) => Read(s, out result) is null;

    public int CompareTo(ByteRate other) => BytesPerSecond.CompareTo(other.BytesPerSecond);

    public static bool operator <(ByteRate left, ByteRate right) => left.BytesPerSecond < right.BytesPerSecond;

    public static bool operator >(ByteRate left, ByteRate right) => left.BytesPerSecond > right.BytesPerSecond;

    public static bool operator <=(ByteRate left, ByteRate right) => left.BytesPerSecond <= right.BytesPerSecond;

    public static bool operator >=(ByteRate left, ByteRate right) => left.BytesPerSecond >= right.BytesPerSecond;

    public override string ToString() => $"{new ByteSize(BytesPerSecond)}/s";

    /// <summary>The reason the text is refused, or null when <paramref name="rate"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out ByteRate rate)
    {
        Refusal? refusal = QuantityText.TryParse(text, Units, "bytes a second", out long bytes);
        rate = new ByteRate(bytes);
        return refusal;
    }
}
