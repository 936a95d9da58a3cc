using System.Globalization;

namespace DePin.Protocol.Jobs;

/// <summary>
/// The grammar all quantities share: decimal digits, at most one point, and at once the unit. No sign, exponent or space.
/// </summary>
internal static class QuantityText
{
    private const int MaxDigits = 18;
    private const int MaxQuoted = 40;

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
        value = 0;
        int split = text.IndexOfAnyExceptInRange('0', '9') is int end && end >= 0 && text[end] == '.'
            ? end + 1 + LeadingDigits(text[(end + 1)..])
            : LeadingDigits(text);
        if (RefuseNumber(text, split, units) is { } refusal)
        {
            return refusal;
        }

        ReadOnlySpan<char> unit = text[split..];
        foreach (QuantityUnit candidate in units)
        {
            if (unit.SequenceEqual(candidate.Name))
            {
                return Scale(text[..split], candidate.Factor, whole, out value);
            }
        }

        return UnknownUnit(text[..split].ToString(), unit, units);
    }

    private static int LeadingDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static Refusal? RefuseNumber(ReadOnlySpan<char> text, int split, IReadOnlyList<QuantityUnit> units)
    {
        string example = "1" + units[^1].Name;
        if (text.IsEmpty)
        {
            return new Refusal("is empty", $"write a number with its unit, such as {example}");
        }

        if (text[0] is '-' or '+')
        {
            string kind = text[0] == '-' ? "is negative" : "has a sign";
            return new Refusal(kind, $"write a number without a sign, such as {example}");
        }

        if (split == 0 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[split - 1]))
        {
            return new Refusal("does not start with a number", $"write decimal digits and the unit, such as {example}");
        }

        return split > MaxDigits ? new Refusal($"has more than {MaxDigits} digits", "use a larger unit") : null;
    }

    private static Refusal? Scale(ReadOnlySpan<char> number, long factor, string whole, out long value)
    {
        value = 0;
        decimal parsed = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (parsed > long.MaxValue / (decimal)factor)
        {
            return new Refusal("is too large to count", $"stay below {long.MaxValue} {whole}");
        }

        decimal scaled = parsed * factor;
        if (scaled != decimal.Truncate(scaled))
        {
            return new Refusal($"is not a whole number of {whole}", "use fewer decimals or a smaller unit");
        }

        value = (long)scaled;
        return null;
    }

    private static Refusal UnknownUnit(string number, ReadOnlySpan<char> unit, IReadOnlyList<QuantityUnit> units)
    {
        if (unit.IsEmpty)
        {
            return new Refusal("has no unit", $"write the unit after the number: {Choices(number, units)}");
        }

        if (unit[0] == ' ' || char.IsWhiteSpace(unit[0]))
        {
            return new Refusal("has a space before its unit", $"write {number}{unit.Trim()} without the space");
        }

        string shown = unit.Length > MaxQuoted ? string.Concat(unit[..MaxQuoted], "…") : unit.ToString();
        List<QuantityUnit> near = [.. units.Where(candidate => LooksLike(shown, candidate.Name))];
        return new Refusal($"has the unknown unit '{shown}'", $"write {Choices(number, near.Count > 0 ? near : units)}");
    }

    /// <summary>
    /// True for <c>gb</c>, <c>G</c>, <c>Gi</c> beside <c>GB</c> and <c>GiB</c>: the same letters when case and the i of
    /// "binary" are left out.
    /// </summary>
    private static bool LooksLike(string written, string unit) =>
        unit.Length > 0 && (Bare(written) == Bare(unit) || Bare(written) + "b" == Bare(unit));

    private static string Bare(string unit) =>
        unit.ToLowerInvariant().Replace("i", "", StringComparison.Ordinal).Replace("ps", "/s", StringComparison.Ordinal);

    private static string Choices(string number, IReadOnlyList<QuantityUnit> units)
    {
        List<string> choices = [.. units.Where(unit => unit.Name.Length > 0 && !unit.IsAlias).Select(unit => number + unit.Name)];
        return choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";
    }
}
