using System.Globalization;
using System.Runtime.CompilerServices;
using DePin.Attestation.Messages;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>The tables of docs/faults.md, so that the document cannot say what the program does not do.</summary>
internal static class FaultsDocument
{
    /// <summary>From the table of verdicts: its code and whose fault it is.</summary>
    public static IEnumerable<(string Code, Outcome Outcome)> Verdicts =>
        Rows("| code |").Select(cells => (cells[0].Trim('`'), Enum.Parse<Outcome>(cells[1].Replace(" ", ""), ignoreCase: true)));

    /// <summary>From the table of the GPU driver's errors.</summary>
    public static IEnumerable<(int Number, string Kind, bool Ends, string What)> Xids => Rows("| Xid |").Select(
        cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], cells[2] == "at once", cells[3]));

    private static IEnumerable<string[]> Rows(string head) => File.ReadLines(Path())
        .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static string Path([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "faults.md"));
}
