using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>What every text file keeps to, whatever its language.</summary>
internal static partial class TextHygiene
{
    public static IEnumerable<Violation> Check(SourceFile file)
    {
        if (file.Extension == ".sln" || (file.IsTest && file.Extension == ".txt"))
        {
            yield break; // Visual Studio's own format, with a byte order mark and tabs; and what tests feed to a parser
        }

        if (file.Text.Length > 0 && !file.Text.EndsWith('\n') && file.Name != "packages.lock.json")
        {
            yield return file.At(file.Lines.Length, "no line feed at the end", "add one");
        }

        if (file.Text.StartsWith('\uFEFF'))
        {
            yield return file.At(1, "a byte order mark", "save as UTF-8 without one");
        }

        foreach (var (index, line) in file.Lines.Index())
        {
            foreach (var (rule, remedy) in Line(line))
            {
                yield return file.At(index + 1, rule, remedy);
            }
        }
    }

    private static IEnumerable<(string Rule, string Remedy)> Line(string line)
    {
        if (line.EndsWith('\r'))
        {
            yield return ("a carriage return", "end lines with a line feed alone");
        }
        else if (line.Length > 0 && char.IsWhiteSpace(line[^1]))
        {
            yield return ("white space at the end of the line", "remove it");
        }

        if (line.Contains('\t'))
        {
            yield return ("a tab", "use spaces");
        }

        if (MachinePath().Match(line) is { Success: true } path)
        {
            yield return ($"'{path.Value}' exists on one machine only", "find it from the checkout, or make it a setting");
        }
    }

    // A home folder, a drive, or one of the folders that a build machine of ours mounts; written so as not to find itself.
    [GeneratedRegex(@"(?<![\w.])(/h[o]me/\w+|/U[s]ers/\w+|/w[o]rk/|/f[a]rm\b|[A-Z]:\\U[s]ers)")]
    private static partial Regex MachinePath();
}
