using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>What is allowed only with its reason beside it, and what is never left in a source.</summary>
internal static partial class Reasons
{
    public static IEnumerable<Violation> Check(SourceFile file)
    {
        var (code, comments) = CSharpText.Part(file.Text);
        return Unsafe(file, code, comments)
            .Concat(Pragmas(file, code, comments))
            .Concat(EmptyCatches(file, code, comments))
            .Concat(Leftovers(file, comments));
    }

    /// <summary>Each unsafe block or member argues for itself; in a type that is unsafe as a whole, each pinning does.</summary>
    private static IEnumerable<Violation> Unsafe(SourceFile file, string code, string comments) =>
        from match in (UnsafeType().IsMatch(code) && Pinning().IsMatch(code) ? Pinning() : UnsafeWord()).Matches(code)
        let line = file.LineAt(match.Index + match.Length - 1)
        where !Near(comments, line, before: 3).Contains("SAFETY: ", StringComparison.Ordinal)
        select file.At(line, "unsafe without its argument", "one sentence '// SAFETY: …' above it");

    private static IEnumerable<Violation> Pragmas(SourceFile file, string code, string comments) =>
        from match in Pragma().Matches(code)
        let line = file.LineAt(match.Index)
        where Near(comments, line, before: 1).Trim().Length < 10
        select file.At(line, "a warning silenced without a reason", "'// why' on the line or the one above");

    private static IEnumerable<Violation> EmptyCatches(SourceFile file, string code, string comments) =>
        from match in EmptyCatch().Matches(code)
        where string.IsNullOrWhiteSpace(comments[match.Index..(match.Index + match.Length)])
        select file.At(file.LineAt(match.Index), "an error swallowed in silence", "handle it, or say in the block why it may be ignored");

    private static IEnumerable<Violation> Leftovers(SourceFile file, string comments) =>
        from match in Leftover().Matches(comments)
        select file.At(file.LineAt(match.Index), $"{match.Value} left in the source", "do it, or file an issue");

    private static string Near(string comments, int line, int before)
    {
        var lines = comments.Split('\n');
        return string.Join('\n', lines[Math.Max(0, line - 1 - before)..line]);
    }

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"\bunsafe\s+(partial\s+)?(class|struct|interface)\b")]
    private static partial Regex UnsafeType();

    /// <summary>The first of the <c>fixed</c> statements that stand one upon the other.</summary>
    [GeneratedRegex(@"(?<!\)\s*)\bfixed\b")]
    private static partial Regex Pinning();

    [GeneratedRegex(@"^\s*#\s*pragma\s+warning\s+disable\b", RegexOptions.Multiline)]
    private static partial Regex Pragma();

    [GeneratedRegex(@"\bcatch\s*(\([^{}]*\))?\s*(when\s*\([^{}]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    // Written so that this file does not find itself.
    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b")]
    private static partial Regex Leftover();
}
