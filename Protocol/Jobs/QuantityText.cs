using System.Globalization;

namespace DePin.Protocol.Jobs;

/// <summary>
/// The grammar all quantities share: decimal digits, at most one point, and at once the unit. No sign, exponent or space.
/// </summary>
internal static class QuantityText
{
    private const int MaxDigits = 18;
    private const int MaxQuoted = 40;

    /// <summary>A longer text is not thought about.</summary>
    private const int MaxGuessed = 60;

    /// <summary>
    /// Multiplies the number by its unit's factor, exactly; the text is refused when the result is no whole number or above
    /// <see cref="long.MaxValue"/>.
    /// </summary>
    /// <param name="text">What the submitter wrote, such as <c>1.5GiB</c>.</param>
    /// <param name="units">Each unit with its factor; the empty unit stands for a bare number where that is allowed.</param>
    /// <param name="whole">What the result counts, for messages: "bytes".</param>
    /// <param name="value">The result in base units.</param>
    public static Refusal? TryParse(ReadOnlySpan<char> text, IReadOnlyList<QuantityUnit> units, string whole, out long value)
    {
        if (Fault(text, units, whole, out value) is not { } message)
        {
            return null;
        }

        IEnumerable<string> guesses = text.Length <= MaxGuessed ? QuantityGuess.Of(text.ToString(), units) : [];
        return Refusal.Guessing(message, [.. guesses.Where(guess => Fault(guess, units, whole, out _) is null)],
            $"write decimal digits and at once the unit, such as 1{units[^1].Name}");
    }

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    private static string? Fault(ReadOnlySpan<char> text, IReadOnlyList<QuantityUnit> units, string whole, out long value)
    {
        value = 0;
        int split = LeadingDigits(text);
        if (split < text.Length && text[split] == '.')
        {
            split += 1 + LeadingDigits(text[(split + 1)..]);
        }

        if (NumberFault(text, split) is { } fault)
        {
            return fault;
        }

        ReadOnlySpan<char> unit = text[split..];
        foreach (QuantityUnit candidate in units)
        {
            if (unit.SequenceEqual(candidate.Name))
            {
                return ScaleFault(text[..split], candidate.Factor, whole, out value);
            }
        }

        return unit.IsEmpty ? "has no unit"
            : char.IsWhiteSpace(unit[0]) ? "has a space before its unit"
            : $"has the unknown unit '{(unit.Length > MaxQuoted ? string.Concat(unit[..MaxQuoted], "…") : unit)}'";
    }

    private static int LeadingDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static string? NumberFault(ReadOnlySpan<char> text, int split) =>
        text.IsEmpty ? "is empty"
        : text[0] == '-' ? "is negative"
        : text[0] == '+' ? "has a sign"
        : split == 0 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[split - 1]) ? "does not start with a number"
        : split > MaxDigits ? $"has more than {MaxDigits} digits"
        : null;

    private static string? ScaleFault(ReadOnlySpan<char> number, long factor, string whole, out long value)
    {
        value = 0;
        decimal parsed = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (parsed > long.MaxValue / (decimal)factor)
        {
            return $"is too large to count: there can be {long.MaxValue} {whole} at most";
        }

        decimal scaled = parsed * factor;
        if (scaled != decimal.Truncate(scaled))
        {
            return $"is not a whole number of {whole}";
        }

        value = (long)scaled;
        return null;
    }
}
