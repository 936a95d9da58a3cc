using System.Globalization;
using DePin.Benchmark.Figures;

namespace DePin.NodeAgent.Cli;

/// <summary>Numbers and other people's words as an owner reads them.</summary>
internal static class HumanText
{
    private const int MaxWords = 300;

    private static readonly string[] _binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    private static readonly string[] _decimal = ["", "k", "M", "G", "T", "P"];

    /// <summary>Sizes in powers of 1024: memory and disk.</summary>
    public static string Size(long bytes) => Scaled(bytes, 1024, _binary);

    /// <summary>A figure with its unit; rates in powers of 1000.</summary>
    public static string Figure(double value, MeasurementUnit unit) => unit switch
    {
        MeasurementUnit.FlopsPerSecond => Scaled(value, 1000, _decimal) + "FLOP/s",
        MeasurementUnit.OperationsPerSecond => Scaled(value, 1000, _decimal) + "OP/s",
        MeasurementUnit.BytesPerSecond => Scaled(value, 1000, _decimal) + "B/s",
        MeasurementUnit.Bytes => Size((long)value),
        _ => Duration(value),
    };

    /// <summary>A figure without its unit, beside one that has it.</summary>
    /// <param name="beside">The one whose unit it shares, prefix and all.</param>
    public static string Beside(double value, double beside, MeasurementUnit unit)
    {
        if (unit == MeasurementUnit.Seconds)
        {
            return Digits(value * (beside < 1e-3 ? 1e6 : beside < 1 ? 1e3 : 1));
        }

        int step = unit == MeasurementUnit.Bytes ? 1024 : 1000;
        return Digits(value / Math.Pow(step, Prefix(beside, step, _decimal.Length)));
    }

    /// <summary>A short time with three digits.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1e-3 => Digits(seconds * 1e6) + " µs",
        < 1 => Digits(seconds * 1e3) + " ms",
        _ => Digits(seconds) + " s",
    };

    /// <summary>How long ago a moment was, in its two largest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalSeconds: < 60 } => Invariant($"{span.Seconds} s"),
        { TotalMinutes: < 60 } => Invariant($"{span.Minutes} min {span.Seconds} s"),
        { TotalHours: < 24 } => Invariant($"{span.Hours} h {span.Minutes} min"),
        _ => Invariant($"{(int)span.TotalDays} d {span.Hours} h"),
    };

    /// <summary>Processor time in cores.</summary>
    public static string Cores(long millicores) => Invariant($"{millicores / 1000.0:0.###} {(millicores == 1000 ? "core" : "cores")}");

    /// <summary>Text that others wrote, on one line and without anything a terminal would obey.</summary>
    public static string Words(string text)
    {
        string plain = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return plain.Length > MaxWords ? plain[..MaxWords] + "…" : plain;
    }

    private static string Scaled(double value, int step, string[] units)
    {
        int unit = Prefix(value, step, units.Length);
        return $"{Digits(value / Math.Pow(step, unit))} {units[unit]}";
    }

    private static int Prefix(double value, int step, int units)
    {
        int unit = 0;
        while (Math.Abs(value) >= step && unit < units - 1)
        {
            value /= step;
            unit++;
        }

        return unit;
    }

    private static string Digits(double value) =>
        value.ToString(value < 10 ? "0.##" : value < 100 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
