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
    private const int MaxQuoted = 20;

    /// <summary>A longer text is not thought about.</summary>
    private const int MaxGuessed = 60;
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
        if (Fault(text, out duration) is not { } message)
        {
            return null;
        }

        IEnumerable<string> guesses = text.Length <= MaxGuessed ? DurationGuess.Of(text.ToString(), Units) : [];
        return Refusal.Guessing(message, [.. guesses.Where(guess => Fault(guess, out _) is null)], $"write a duration, {Example}");
    }

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    private static string? Fault(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (FormFault(text) is { } form)
        {
            return form;
        }

        int next = 0;
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0)
            {
                return "has no unit";
            }

            int length = rest[digits..].IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = length < 0 ? rest[digits..] : rest.Slice(digits, length);
            if (AddFault(rest[..digits], unit.ToString(), ref next, ref duration) is { } fault)
            {
                return fault;
            }

            rest = length < 0 ? [] : rest[(digits + length)..];
        }

        return null;
    }

    private static string? FormFault(ReadOnlySpan<char> text) =>
        text.IsEmpty ? "is empty"
        : text[0] == '-' ? "is negative"
        : text[0] == '+' ? "has a sign"
        : text[0] == 'P' ? "is an ISO 8601 duration"
        : text.ContainsAny('.', ',') ? "has a fraction"
        : char.IsAsciiDigit(text[0]) ? null : "does not start with a number";

    /// <param name="next">Index of the largest unit that may still follow.</param>
    private static string? AddFault(ReadOnlySpan<char> number, string unit, ref int next, ref TimeSpan duration)
    {
        int index = Array.FindIndex(Units, candidate => candidate.Unit == unit);
        if (index < 0)
        {
            string shown = unit.Length > MaxQuoted ? unit[..MaxQuoted] + "…" : unit;
            return $"has the unknown unit '{shown}', and the units are d, h, m, s and ms";
        }

        if (index < next)
        {
            return $"has '{unit}' after a smaller or the same unit";
        }

        if (number.TrimStart('0').Length > MaxDigits)
        {
            return $"has more than {MaxDigits} digits for one unit";
        }

        next = index + 1;
        long count = long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        if (count > (TimeSpan.MaxValue - duration) / Units[index].Length)
        {
            return "is longer than can be counted";
        }

        duration += Units[index].Length * count;
        return null;
    }
}
