using System.Globalization;

namespace DePin.Scheduler.Placing;

/// <summary>Figures in the words of the job file.</summary>
internal static class Quantities
{
    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>2.5</c> for 2500 thousandths of a core.</summary>
    public static string Cores(long millicores) => (millicores / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>In the largest binary unit that leaves at least 1, rounded down to a tenth, so that asking for it fits.</summary>
    public static string Bytes(long bytes)
    {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < _units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return (Math.Floor(value * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture) + _units[unit];
    }
}
