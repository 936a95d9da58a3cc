using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DePin.Attestation.Json;

/// <summary>A JSON number as ECMAScript's Number::toString writes the nearest double (RFC 8785 §3.2.2.3).</summary>
internal static class CanonicalNumber
{
    /// <summary>ECMAScript writes a decimal point or zeros up to here, and an exponent beyond.</summary>
    private const int MaxPlainExponent = 21;
    private const int MinPlainExponent = -6;

    /// <exception cref="JsonException">Out of a double's range, or an integer that a double does not hold.</exception>
    public static string Format(ReadOnlySpan<byte> literal)
    {
        if (!Utf8Parser.TryParse(literal, out double value, out int used) || used != literal.Length || !double.IsFinite(value))
        {
            throw new JsonException($"number {Shown(literal)} is out of a double's range");
        }

        (bool negative, string digits, int exponent) = Decompose(value);
        bool integer = literal.IndexOfAny("."u8) < 0 && literal.IndexOfAny("eE"u8) < 0;
        if (integer && !literal.TrimStart((byte)'-').TrimEnd((byte)'0').SequenceEqual(Encoding.ASCII.GetBytes(value == 0 ? "" : digits)))
        {
            throw new JsonException($"integer {Shown(literal)} is not one that a double holds: write it as a string");
        }

        return value == 0 ? "0" : (negative ? "-" : "") + Layout(digits, exponent);
    }

    /// <summary>
    /// The shortest digits (no zeros at either end) that read back as <paramref name="value"/>, and e where |value| = 0.digits × 10^e.
    /// </summary>
    private static (bool Negative, string Digits, int Exponent) Decompose(double value)
    {
        // "E16" would not be the shortest; "R" is, as "123.45", "1E+21" or "1.5E-07".
        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = mark < 0 ? text : text[..mark];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int integerDigits = point < 0 ? mantissa.Length : point;

        string significant = digits.TrimStart('0');
        int leadingZeros = digits.Length - significant.Length;
        return (value < 0, significant.TrimEnd('0'), integerDigits - leadingZeros + exponent);
    }

    /// <summary>ECMAScript §6.1.6.1.20, steps 6 to 12: n is <paramref name="exponent"/>, k the count of digits.</summary>
    private static string Layout(string digits, int exponent)
    {
        int count = digits.Length;
        if (exponent > MaxPlainExponent || exponent <= MinPlainExponent)
        {
            string power = (exponent - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
            return digits[..1] + (count > 1 ? "." + digits[1..] : "") + "e" + power;
        }

        return (exponent >= count, exponent > 0) switch
        {
            (true, _) => digits.PadRight(exponent, '0'),
            (_, true) => digits[..exponent] + "." + digits[exponent..],
            _ => "0." + new string('0', -exponent) + digits,
        };
    }

    private static string Shown(ReadOnlySpan<byte> literal) => HexText.Quote(Encoding.ASCII.GetString(literal));
}
