using System.Globalization;
using System.Text;

namespace DePin.Protocol.Jobs;

/// <summary>
/// Durations as people write them: whole numbers with <c>d</c>, <c>h</c>, <c>m</c>, <c>s</c> or <c>ms</c>, the largest unit first:
/// <c>1h30m</c>.
/// </summary>
public static class DurationText
{
    private const int MaxDigits = 9;
    private const string Example = "such as 90s, 1h30m or 500ms";

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static TimeSpan Parse(ReadOnlySpan<char> text) =>
        Read(text, out TimeSpan duration) is { } why ? throw new FormatException($"'{text}' {why.Message}; {why.Remedy}") : duration;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration) => Read(text, out duration) is null;

    /// <summary>The one canonical text: every unit that is not zero, largest first; zero is <c>0s</c>. Less than 1 ms is dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var text = new StringBuilder();
        foreach ((string unit, TimeSpan length) in Units)
        {
            long count = duration.Ticks / length.Ticks;
            duration -= length * count;
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    /// <summary>The reason the text is refused, or null when <paramref name="duration"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (RefuseForm(text) is { } form)
        {
            return form;
        }

        int next = 0;
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0)
            {
                return new Refusal("has no unit", $"write the unit after the number: {rest}s, {rest}m or {rest}h");
            }

            int length = rest[digits..].IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = length < 0 ? rest[digits..] : rest.Slice(digits, length);
            if (Add(rest[..digits], unit.ToString(), ref next, ref duration) is { } refusal)
            {
                return refusal;
            }

            rest = length < 0 ? [] : rest[(digits + length)..];
        }

        return null;
    }

    private static Refusal? RefuseForm(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return new Refusal("is empty", $"write a duration, {Example}");
        }

        if (text[0] is '-' or '+')
        {
            return new Refusal(text[0] == '-' ? "is negative" : "has a sign", $"write a duration without a sign, {Example}");
        }

        if (text[0] == 'P')
        {
            return new Refusal("is an ISO 8601 duration", $"write it {Example}");
        }

        if (text.ContainsAny('.', ','))
        {
            return new Refusal("has a fraction", "use a smaller unit: 1h30m instead of 1.5h");
        }

        return char.IsAsciiDigit(text[0]) ? null : new Refusal("does not start with a number", $"write a duration, {Example}");
    }

    /// <param name="next">Index of the largest unit that may still follow.</param>
    private static Refusal? Add(ReadOnlySpan<char> number, string unit, ref int next, ref TimeSpan duration)
    {
        int index = Array.FindIndex(Units, candidate => candidate.Unit == unit);
        if (index < 0)
        {
            string shown = unit.Length > 20 ? unit[..20] + "…" : unit;
            return new Refusal($"has the unknown unit '{shown}'", $"the units are d, h, m, s and ms: write it {Example}");
        }

        if (index < next)
        {
            return new Refusal($"has '{unit}' after a smaller or the same unit", "write each unit once, the largest first: 1h30m");
        }

        if (number.TrimStart('0').Length > MaxDigits)
        {
            return new Refusal("is too long", $"write at most {MaxDigits} digits for each unit");
        }

        next = index + 1;
        long count = long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        if (count > (TimeSpan.MaxValue - duration) / Units[index].Length)
        {
            return new Refusal("is longer than can be counted", "the job file's longest duration is 30d");
        }

        duration += Units[index].Length * count;
        return null;
    }
}
