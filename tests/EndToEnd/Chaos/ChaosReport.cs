using System.Globalization;
using System.Text;

namespace DePin.EndToEnd.Chaos;

/// <summary>What a run of kills came to.</summary>
/// <param name="Violations">What was promised and did not hold.</param>
/// <param name="Attempts">Of all jobs; more than <paramref name="Jobs"/> where one had to be run again.</param>
internal sealed record ChaosReport(
    int Seed, int Kills, int Jobs, int Attempts, IReadOnlyList<Recovery> Recoveries, IReadOnlyList<string> Violations)
{
    private const int Columns = 48;
    private static readonly double[] _bounds = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"seed {Seed}: {Kills} kills, {Jobs} jobs in {Attempts} attempts, {Violations.Count} promises broken");
        foreach (string violation in Violations)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {violation}");
        }

        text.AppendLine("time from the restart of who was killed until a running job's log goes on:");
        foreach (IGrouping<string, Recovery> group in Recoveries.GroupBy(it => it.Victim).OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            Append(text, group.Key, [.. group.Select(it => it.Took.TotalSeconds).Order()]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string victim, double[] seconds)
    {
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {victim}: n={seconds.Length} p50 {Percentile(seconds, 0.5):F2} p90 {Percentile(seconds, 0.9):F2} "
            + $"p99 {Percentile(seconds, 0.99):F2} max {seconds[^1]:F2} s");
        double from = 0;
        foreach (double to in _bounds.Append(double.PositiveInfinity))
        {
            int count = seconds.Count(it => it >= from && it < to);
            if (count > 0)
            {
                string bar = new('#', Math.Max(1, Columns * count / seconds.Length));
                text.AppendLine(CultureInfo.InvariantCulture, $"    {from,5:0.##} – {to,5:0.##} s {count,5} {bar}");
            }

            from = to;
        }
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
