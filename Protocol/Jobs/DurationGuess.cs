using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Jobs;

/// <summary>What a malformed duration was probably meant to be. Guesses: the caller proposes only those that are accepted.</summary>
internal static partial class DurationGuess
{
    private static readonly Dictionary<string, string> _units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["d"] = "d",
        ["day"] = "d",
        ["days"] = "d",
        ["h"] = "h",
        ["hr"] = "h",
        ["hrs"] = "h",
        ["hour"] = "h",
        ["hours"] = "h",
        ["m"] = "m",
        ["min"] = "m",
        ["mins"] = "m",
        ["minute"] = "m",
        ["minutes"] = "m",
        ["s"] = "s",
        ["sec"] = "s",
        ["secs"] = "s",
        ["second"] = "s",
        ["seconds"] = "s",
        ["ms"] = "ms",
        ["msec"] = "ms",
        ["millisecond"] = "ms",
        ["milliseconds"] = "ms",
    };

    /// <summary>What a number without a unit may have meant.</summary>
    private static readonly string[] _usual = ["s", "m", "h"];

    /// <param name="lengths">Each unit with its length.</param>
    public static IEnumerable<string> Of(string text, IReadOnlyList<(string Unit, TimeSpan Length)> lengths)
    {
        string bare = text.Trim().TrimStart('+', '-');
        if (Clock().Match(bare) is { Success: true } clock)
        {
            return clock.Groups[3].Success
                ? [$"{clock.Groups[1]}h{clock.Groups[2]}m{clock.Groups[3]}s"]
                : [$"{clock.Groups[1]}h{clock.Groups[2]}m", $"{clock.Groups[1]}m{clock.Groups[2]}s"];
        }

        if (Iso().Match(bare) is { Success: true } iso)
        {
            bare = iso.Groups[1].Value + iso.Groups[2].Value;
        }

        return Whole().IsMatch(bare) ? _usual.Select(unit => bare + unit) : Pieces(bare, lengths);
    }

    /// <summary>The sum of numbers with their units, in whatever order and spelling; a last number without one may have any.</summary>
    private static IEnumerable<string> Pieces(string text, IReadOnlyList<(string Unit, TimeSpan Length)> lengths)
    {
        if (Sum().Match(text) is not { Success: true } match)
        {
            return [];
        }

        decimal ticks = 0;
        foreach ((Capture number, Capture unit) in match.Groups[1].Captures.Zip(match.Groups[2].Captures))
        {
            if (!_units.TryGetValue(unit.Value, out string? known))
            {
                return [];
            }

            decimal count = decimal.Parse(number.Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            ticks += count * lengths.First(one => one.Unit == known).Length.Ticks;
        }

        if (ticks > TimeSpan.MaxValue.Ticks)
        {
            return [];
        }

        string sum = DurationText.Format(TimeSpan.FromTicks((long)ticks));
        string open = match.Groups[3].Value;
        return open.Length == 0 ? [sum] : _usual.Select(unit => sum + open + unit);
    }

    [GeneratedRegex(@"^([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    /// <summary>ISO 8601 with days and a time; an M before the T is a month, which has no length.</summary>
    [GeneratedRegex(@"^[Pp]([0-9]+[Dd])?(?:[Tt]((?:[0-9]+(?:\.[0-9]+)?[HhMmSs])+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^\s*(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*([A-Za-z]+)[\s,]*)+([0-9]{0,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sum();
}
