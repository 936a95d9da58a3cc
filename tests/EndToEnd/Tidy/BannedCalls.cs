using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>Calls that compile and are wrong here. A comment <c>TIDY: reason</c> on the line or the one above permits one.</summary>
internal static partial class BannedCalls
{
    private static readonly Ban[] _bans =
    [
        new(Clock(), "the wall clock cannot be set in a test", "ask a TimeProvider: time.GetUtcNow()"),
        new(Sleep(), "a thread must not sleep", "await Task.Delay(x, time, token)"),
        new(Result(), "blocking on a task can dead-lock", "await it"),
        new(AsyncVoid(), "what async void throws ends the process", "return a Task"),
        new(TaskRun(), "Task.Run hides I/O on the pool", "make it async, or a Thread for work that computes"),
        new(NewRandom(), "an unseeded Random cannot be repeated", "new Random(seed), and print the seed"),
        new(ConfigureAwait(), "ConfigureAwait is for libraries", "leave it out"),
        new(Region(), "a region hides what should be a type of its own", "split the file"),
        new(Stopwatch(), "Stopwatch cannot be set in a test", "time.GetTimestamp() and time.GetElapsedTime()", Only.Products),
        new(DefaultToken(), "a token that may be left out is left out", "make it required", Only.Products),
        new(BareParameter(), "what is read past its declaration is in no document", "declare a CallParameter and read through it",
            Only.Products),
        new(SharedRandom(), "a shared Random cannot be repeated", "new Random(seed), and print the seed", Only.Tests),
    ];

    private enum Only
    {
        Everywhere,
        Products,
        Tests,
    }

    public static IEnumerable<Violation> Check(SourceFile file)
    {
        var (code, comments) = CSharpText.Part(file.Text);
        var said = comments.Split('\n');
        return _bans.Where(ban => ban.Scope == Only.Everywhere || ban.Scope == (file.IsTest ? Only.Tests : Only.Products))
            .SelectMany(ban => ban.Pattern.Matches(code).Select(match => (match.Index, ban.Rule, ban.Remedy)))
            .Concat(BareDelays(code))
            .Select(hit => file.At(file.LineAt(hit.Index), hit.Rule, hit.Remedy))
            .Where(violation => !IsPermitted(said, violation.Line))
            .OrderBy(violation => violation.Line);
    }

    private static bool IsPermitted(string[] comments, int line) =>
        Permit().IsMatch(comments[line - 1]) || (line > 1 && Permit().IsMatch(comments[line - 2]));

    /// <summary>A delay takes the time provider and the token; only one that never ends has no use for a clock.</summary>
    private static IEnumerable<(int Index, string Rule, string Remedy)> BareDelays(string code) =>
        from match in Delay().Matches(code)
        let arguments = Arguments(code, match.Index + match.Length)
        where arguments.Count < 3 && !arguments[0].Contains("Timeout.Infinite", StringComparison.Ordinal)
        select (match.Index, "a bare Task.Delay waits in real time", "Task.Delay(x, time, token)");

    private static List<string> Arguments(string code, int from)
    {
        var arguments = new List<string>();
        var start = from;
        var depth = 0;
        for (var at = from; at < code.Length && depth >= 0; at++)
        {
            depth += code[at] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (depth < 0 || (depth == 0 && code[at] == ','))
            {
                arguments.Add(code[start..at]);
                start = at + 1;
            }
        }

        return arguments;
    }

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleep();

    // A property may be called Result; of a call, or of something called a task, it blocks.
    [GeneratedRegex(@"(\)|\b\w*[tT]asks?(\[\w+\])?)\s*\.Result\b(?!\s*[(\w<])|\.Wait\(\s*\)|\.GetAwaiter\(\)\s*\.GetResult\(\)")]
    private static partial Regex Result();

    [GeneratedRegex(@"\basync\s+void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\bTask\s*\.\s*Run\b|\bTask\.Factory\.StartNew\b")]
    private static partial Regex TaskRun();

    [GeneratedRegex(@"\bnew\s+Random\(\s*\)")]
    private static partial Regex NewRandom();

    [GeneratedRegex(@"\bRequest\s*\.\s*(Query\b|Headers\s*\[)")]
    private static partial Regex BareParameter();

    [GeneratedRegex(@"\bRandom\.Shared\b")]
    private static partial Regex SharedRandom();

    [GeneratedRegex(@"\.ConfigureAwait\(")]
    private static partial Regex ConfigureAwait();

    [GeneratedRegex(@"^\s*#\s*region\b", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\bStopwatch\b")]
    private static partial Regex Stopwatch();

    [GeneratedRegex(@"\bCancellationToken\s+\w+\s*=\s*default\b")]
    private static partial Regex DefaultToken();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\(")]
    private static partial Regex Delay();

    [GeneratedRegex(@"\bTIDY: \S.{9,}")]
    private static partial Regex Permit();

    private sealed record Ban(Regex Pattern, string Rule, string Remedy, Only Scope = Only.Everywhere);
}
