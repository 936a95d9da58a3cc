using System.CommandLine.Parsing;
using System.Globalization;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary>How long a token lives, as people write it: <c>90m</c>, <c>12h</c>, <c>30d</c>.</summary>
internal static class Lifetime
{
    private const int MaxDays = 3650;

    /// <summary>A parser for an option; adds an error that says what may be written.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        TimeSpan? life = Read(text);
        if (life is null)
        {
            result.AddError($"--expires '{text}': write a whole number and m, h or d, such as 30d; from 1m to {MaxDays}d");
        }

        return life;
    }

    private static TimeSpan? Read(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return null;
        }

        TimeSpan? life = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
        return life >= TimeSpan.FromMinutes(1) && life <= TimeSpan.FromDays(MaxDays) ? life : null;
    }
}
