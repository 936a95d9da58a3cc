namespace DePin.Ptx.Tests.Text;

/// <summary>One instruction as it is written.</summary>
/// <param name="Line">Its line in the module.</param>
/// <param name="Predicate">Register that says for which lanes, or empty.</param>
/// <param name="Negated">Whether for those where it is false.</param>
/// <param name="Opcode">With all its modifiers.</param>
/// <param name="Operands">As written, brackets and braces with them.</param>
public sealed record Statement(int Line, string Text, string Predicate, bool Negated, string Opcode, string[] Operands)
{
    /// <param name="text">Without the semicolon.</param>
    public static Statement Parse(int line, string text)
    {
        string rest = text, predicate = "";
        bool negated = false;
        if (rest.StartsWith('@'))
        {
            (predicate, rest) = Split(rest[1..]);
            negated = predicate.StartsWith('!');
            predicate = predicate.TrimStart('!');
        }

        (string opcode, rest) = Split(rest);
        return new Statement(line, text, predicate, negated, opcode, [.. List(rest)]);
    }

    /// <summary>The members of <c>{a, b, c}</c>; a single operand is a list of one.</summary>
    public static string[] Members(string operand) => [.. List(operand.Trim('{', '}'))];

    private static (string First, string Others) Split(string text)
    {
        int end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].Trim());
    }

    /// <summary>What commas separate outside of brackets and braces.</summary>
    private static IEnumerable<string> List(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '{' or '[' ? 1 : text[i] is '}' or ']' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        if (text[start..].Trim() is { Length: > 0 } last)
        {
            yield return last;
        }
    }
}
