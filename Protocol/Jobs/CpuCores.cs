using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Jobs;

/// <summary>Processor time in thousandths of a core. Text form: cores (<c>4</c>, <c>0.5</c>) or millicores (<c>500m</c>).</summary>
[JsonConverter(typeof(TextJsonConverter<CpuCores>))]
public readonly record struct CpuCores(long Millicores) : ISpanParsable<CpuCores>, IComparable<CpuCores>
{
    private const long MillicoresPerCore = 1000;

    private static readonly QuantityUnit[] Units = [new("m", 1), new("", MillicoresPerCore)];

    /// <summary>Cores as a decimal number: 500 millicores are 0.5.</summary>
    public decimal Cores => Millicores / (decimal)MillicoresPerCore;

    public static CpuCores FromCores(long count) => new(count * MillicoresPerCore);

    public static CpuCores Parse(string text) => Parse(text, null);

    public static CpuCores Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static CpuCores Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Read(s, out CpuCores cores) is { } why ? throw new FormatException($"'{s}' {why.Message}; {why.Remedy}") : cores;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CpuCores result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out CpuCores result) => Read(s, out result) is null;

    public int CompareTo(CpuCores other) => Millicores.CompareTo(other.Millicores);

    public static bool operator <(CpuCores left, CpuCores right) => left.Millicores < right.Millicores;

    public static bool operator >(CpuCores left, CpuCores right) => left.Millicores > right.Millicores;

    public static bool operator <=(CpuCores left, CpuCores right) => left.Millicores <= right.Millicores;

    public static bool operator >=(CpuCores left, CpuCores right) => left.Millicores >= right.Millicores;

    public override string ToString() => Cores.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The reason the text is refused, or null when <paramref name="cores"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out CpuCores cores)
    {
        Refusal? refusal = QuantityText.TryParse(text, Units, "millicores", out long millicores);
        cores = new CpuCores(millicores);
        return refusal;
    }
}
