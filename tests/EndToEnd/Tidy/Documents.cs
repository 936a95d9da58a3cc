using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>What a document names must exist: files, and verbs of our programs.</summary>
internal static partial class Documents
{
    private static readonly HashSet<string> _sources = [".cs", ".sh", ".md", ".csproj", ".props", ".sln", ".mjs", ".py"];

    /// <param name="file">A Markdown file.</param>
    /// <param name="exists">Whether a path from the repository's root exists.</param>
    /// <param name="names">The names of all files, for a document that names one without its folder.</param>
    public static IEnumerable<Violation> Check(SourceFile file, Func<string, bool> exists, IReadOnlySet<string> names)
    {
        var folder = Path.GetDirectoryName(file.Path) ?? "";
        return Titles(file)
            .Concat(from link in Links(file)
                    where !exists(Resolve(folder, link.Text))
                    select file.At(link.Line, $"links to '{link.Text}', which does not exist", "mend the link"))
            .Concat(from word in Words(file)
                    where IsOurPath(word.Text, exists) && !exists(word.Text) && !exists(Resolve(folder, word.Text))
                    select file.At(word.Line, $"names '{word.Text}', which does not exist", "name what is there"))
            .Concat(from word in Words(file)
                    where IsBareSource(word.Text) && !names.Contains(word.Text)
                    select file.At(word.Line, $"names '{word.Text}', and no file is called so", "name what is there"));
    }

    /// <summary>Every use of <paramref name="program"/> in a document's code: the words after it, up to an option or a value.</summary>
    public static IEnumerable<(int Line, string[] Verbs)> Uses(SourceFile file, string program) =>
        from code in Code(file)
        from match in Regex.Matches(code.Text, $@"(?<![\w/.-]){Regex.Escape(program)}((?: +[a-z][a-z-]*(?![\w./:=-]))*)")
        let verbs = match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where verbs.Length > 0
        select (code.Line, verbs);

    private static IEnumerable<Violation> Titles(SourceFile file)
    {
        var titles = Prose(file).Where(line => line.Text.StartsWith("# ", StringComparison.Ordinal)).ToList();
        return titles is [{ Line: 1 }] ? [] : [file.At(1, $"{titles.Count} titles", "begin with one '# title', and use '## ' below it")];
    }

    private static string Resolve(string folder, string link) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, link.Split('#')[0])));

    private static bool IsOurPath(string word, Func<string, bool> exists) =>
        word.Split('/') is [var first, _, ..] parts && exists(first) && parts[0] is not ("." or ".." or "artifacts" or "bin");

    private static bool IsBareSource(string word) => !word.Contains('/') && _sources.Contains(Path.GetExtension(word)) && word[0] != '.';

    private static IEnumerable<(int Line, string Text)> Links(SourceFile file) =>
        from line in Prose(file)
        from match in Link().Matches(line.Text)
        let target = match.Groups[1].Value
        where !target.StartsWith('#') && !target.Contains("://", StringComparison.Ordinal)
        select (line.Line, target);

    /// <summary>Words of code that could be paths: no placeholders, patterns, absolute paths or addresses.</summary>
    private static IEnumerable<(int Line, string Text)> Words(SourceFile file) =>
        from code in Code(file)
        from word in code.Text.Split([' ', '"', '\'', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries)
        let path = (word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word).TrimEnd('/', '.', ':', ';')
        where Plain().IsMatch(path)
        select (code.Line, path);

    /// <summary>Fenced blocks line by line, and `spans` in prose.</summary>
    private static IEnumerable<(int Line, string Text)> Code(SourceFile file) =>
        Fenced(file).Where(line => line.Inside).Select(line => (line.Line, line.Text)).Concat(
            from line in Prose(file)
            from match in Span().Matches(line.Text)
            select (line.Line, match.Groups[1].Value));

    private static IEnumerable<(int Line, string Text)> Prose(SourceFile file) =>
        Fenced(file).Where(line => !line.Inside).Select(line => (line.Line, line.Text));

    private static IEnumerable<(int Line, string Text, bool Inside)> Fenced(SourceFile file)
    {
        var inside = false;
        foreach (var (index, line) in file.Lines.Index())
        {
            var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            inside ^= fence;
            yield return (index + 1, fence ? "" : line, inside);
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"^[\w.][\w./-]*$")]
    private static partial Regex Plain();
}
