using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>Finds types and members by their braces. Not a parser: enough to count lines and names in sources that compile.</summary>
internal static partial class CSharpMembers
{
    /// <summary>Types at any depth, each with the kind and name that its header declares.</summary>
    public static IEnumerable<CSharpType> Types(string code) =>
        from member in Scan(code)
        let declared = TypeHeader().Match(member.Header)
        where declared.Success
        select new CSharpType(declared.Groups["name"].Value, member.HeaderStart, member.Depth, FileLocal().IsMatch(member.Header));

    /// <summary>Everything in a type that takes parameters and has a body.</summary>
    public static IEnumerable<CSharpMember> Methods(string code) =>
        from member in Scan(code)
        where member.Depth > 0 && member.Header.Contains('(', StringComparison.Ordinal)
            && !TypeHeader().IsMatch(member.Header) && !Initializer().IsMatch(member.Header)
        select member;

    /// <summary>Every declaration in a file or a type, in order; bodies of members are not looked into.</summary>
    private static List<CSharpMember> Scan(string code)
    {
        var found = new List<CSharpMember>();
        ScanBody(code, 0, code.Length, 0, found);
        return found;
    }

    private static void ScanBody(string code, int from, int to, int depth, List<CSharpMember> found)
    {
        var start = from;
        var body = -1;
        for (var at = from; at < to; at++)
        {
            switch (code[at])
            {
                case '(' or '[':
                    at = Closing(code, at, to);
                    break;
                case '=' when at + 1 < to && code[at + 1] == '>' && body < 0:
                    body = at;
                    break;
                case '{':
                    var end = Closing(code, at, to);
                    body = body < 0 ? at : body;
                    if (EndsMember(code, body, end, to))
                    {
                        Add(code, start, body, end, depth, found);
                        (start, body) = (end + 1, -1);
                    }

                    at = end;
                    break;
                case ';':
                    Add(code, start, body < 0 ? at : body, at, depth, found);
                    (start, body) = (at + 1, -1);
                    break;
            }
        }
    }

    /// <summary>A block ends its member, unless it is part of an expression: after an arrow, or with an initialiser behind it.</summary>
    private static bool EndsMember(string code, int body, int end, int to)
    {
        var next = end + 1;
        while (next < to && char.IsWhiteSpace(code[next]))
        {
            next++;
        }

        return code[body] == '{' && (next >= to || code[next] is not ('=' or ';' or ',' or '.' or ')'));
    }

    private static void Add(string code, int start, int body, int end, int depth, List<CSharpMember> found)
    {
        var header = code[start..body];
        var first = start + (header.Length - header.TrimStart().Length);
        var trimmed = header.Trim();
        var isNamespace = trimmed.StartsWith("namespace ", StringComparison.Ordinal);
        if (!isNamespace && trimmed.Length > 0)
        {
            found.Add(new CSharpMember(trimmed, first, body, end, depth));
        }

        if (code[body] == '{' && (isNamespace || TypeHeader().IsMatch(trimmed)))
        {
            ScanBody(code, body + 1, end, isNamespace ? depth : depth + 1, found);
        }
    }

    private static int Closing(string code, int open, int to)
    {
        var depth = 0;
        for (var at = open; at < to; at++)
        {
            depth += code[at] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return to - 1;
    }

    [GeneratedRegex(
        @"^(?:\[[^\]]*\]\s*)*" +
        @"(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|ref|partial|unsafe|new)\s+)*" +
        @"(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+[\w<>\[\]?,. ]+?)\s+(?<name>\w+)(?!\s*=)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\bfile\s+[\w\s]*\b(class|struct|interface|enum|record)\b")]
    private static partial Regex FileLocal();

    /// <summary>A field or property that is given a value: a table may be as long as its data.</summary>
    [GeneratedRegex(@"[^=!<>]=(?![=>])")]
    private static partial Regex Initializer();
}
