using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Jobs;

/// <summary>What a malformed quantity was probably meant to be. Guesses: the caller proposes only those that are accepted.</summary>
internal static partial class QuantityGuess
{
    public static IEnumerable<string> Of(string text, IReadOnlyList<QuantityUnit> units)
    {
        string bare = Separators().Replace(text, "").TrimStart('+', '-');
        bare = bare.StartsWith('.') ? "0" + bare : bare;
        if (Expand(bare) is var (expanded, rest))
        {
            // Without a unit it counts what a bare number counts, and where none is allowed the smallest.
            return rest.Length > 0 ? WithUnit(expanded, rest, units) : [expanded + (units.FirstOrDefault(IsBare) ?? units[0]).Name];
        }

        Match match = NumberAndUnit().Match(bare);
        return match.Success
            ? Numbers(match.Groups[1].Value).SelectMany(number => WithUnit(number, match.Groups[2].Value, units))
            : [];
    }

    private static bool IsBare(QuantityUnit unit) => unit.Name.Length == 0;

    /// <summary><c>1e3</c> and <c>0x10</c> as decimal digits, and what follows.</summary>
    private static (string Number, string Unit)? Expand(string text)
    {
        if (Exponent().Match(text) is { Success: true } exponent
            && decimal.TryParse(exponent.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value))
        {
            return (value.ToString("0.############", CultureInfo.InvariantCulture), exponent.Groups[2].Value);
        }

        return Hexadecimal().Match(text) is { Success: true } hex
            ? ($"{long.Parse(hex.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}", "")
            : null;
    }

    /// <summary><c>1,5</c> may be one and a half; <c>1,500</c> may be fifteen hundred as well.</summary>
    private static IEnumerable<string> Numbers(string number)
    {
        if (Grouped().IsMatch(number))
        {
            yield return number.Replace(",", "", StringComparison.Ordinal);
        }

        string point = number.Replace(',', '.').TrimEnd('.');
        if (point.Count(digit => digit == '.') <= 1)
        {
            yield return point;
        }
    }

    private static IEnumerable<string> WithUnit(string number, string unit, IReadOnlyList<QuantityUnit> units)
    {
        if (units.FirstOrDefault(candidate => candidate.Name == unit) is { } right)
        {
            return [number + unit, .. RoundedUp(number, right, units)];
        }

        List<QuantityUnit> usual = [.. units.Where(candidate => !candidate.IsAlias && IsUsual(candidate, units))];
        List<QuantityUnit> near = usual.FindAll(candidate => LooksLike(unit, candidate.Name));
        return (near.Count > 0 ? near : usual).Select(candidate => number + candidate.Name);
    }

    /// <summary>A bare number is proposed only where no unit says the same.</summary>
    private static bool IsUsual(QuantityUnit unit, IReadOnlyList<QuantityUnit> units) =>
        !IsBare(unit) || !units.Any(other => !IsBare(other) && other.Factor == unit.Factor);

    /// <summary>A number with too many decimals, as whole base units.</summary>
    private static IEnumerable<string> RoundedUp(string number, QuantityUnit unit, IReadOnlyList<QuantityUnit> units)
    {
        bool isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value);
        return isNumber && value <= long.MaxValue / (decimal)unit.Factor
            ? units.Where(candidate => candidate.Factor == 1 && IsUsual(candidate, units))
                .Select(candidate => decimal.Ceiling(value * unit.Factor).ToString("0", CultureInfo.InvariantCulture) + candidate.Name)
            : [];
    }

    /// <summary>
    /// True for <c>gb</c>, <c>G</c>, <c>Gi</c> beside <c>GB</c> and <c>GiB</c>: the same letters when case and the i of
    /// "binary" are left out.
    /// </summary>
    private static bool LooksLike(string written, string unit) =>
        unit.Length > 0 && (Bare(written) == Bare(unit) || Bare(written) + "b" == Bare(unit));

    private static string Bare(string unit) =>
        unit.ToLowerInvariant().Replace("i", "", StringComparison.Ordinal).Replace("ps", "/s", StringComparison.Ordinal);

    [GeneratedRegex(@"[\s_']")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{1,2})(?![0-9])(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();

    [GeneratedRegex(@"^0x([0-7]?[0-9a-fA-F]{1,15})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^([0-9]+(?:[.,][0-9]*)*)(.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex NumberAndUnit();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
