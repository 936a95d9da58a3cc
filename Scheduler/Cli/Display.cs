using System.Globalization;
using System.Numerics;

namespace DePin.Scheduler.Cli;

/// <summary>Quantities as people read them. <c>--json</c> carries the exact ones.</summary>
internal static class Display
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>E.g. <c>512 B</c>, <c>1.5 GiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>The two largest units that matter: <c>850 ms</c>, <c>12 s</c>, <c>3 m 20 s</c>, <c>2 d 4 h</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 1 } => $"{(int)span.TotalMilliseconds} ms",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => $"{span.Minutes} m {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} m",
        _ => $"{(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>UTC, e.g. <c>2026-11-22 19:10:03Z</c>; the text of the number itself when it is no time that a calendar has.</summary>
    public static string Time(long unixMilliseconds) =>
        unixMilliseconds is >= 0 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : unixMilliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>How long ago, e.g. <c>3 m 20 s</c>.</summary>
    public static string Age(long unixMilliseconds, DateTimeOffset now) =>
        Duration(TimeSpan.FromMilliseconds(Math.Clamp((double)now.ToUnixTimeMilliseconds() - unixMilliseconds, 0, 1e14)));

    /// <summary>Processor time, e.g. <c>4</c> or <c>0.5</c> cores.</summary>
    public static string Cores(int millicores) => (millicores / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A token amount of base units (10^-18), e.g. <c>1.25</c>; the text as it came when it is no number.</summary>
    public static string Tokens(string baseUnits)
    {
        if (!BigInteger.TryParse(baseUnits, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount))
        {
            return baseUnits;
        }

        BigInteger one = BigInteger.Pow(10, 18);
        string fraction = (amount % one).ToString(CultureInfo.InvariantCulture).PadLeft(18, '0').TrimEnd('0');
        string whole = (amount / one).ToString(CultureInfo.InvariantCulture);
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }
}
