namespace DePin.Protocol.Jobs.Documents;

/// <summary>
/// Finds the key that YAML takes for none because of its length (YAML 1.2 §8.2.2). Its parser says only that one is missing.
/// </summary>
internal static class LongKey
{
    /// <summary>Characters of a key, its quotes included.</summary>
    public const int Max = 1024;

    /// <summary>What the parser may say where such a key stands.</summary>
    public static readonly IReadOnlyList<string> Complaints =
        ["mapping values are not allowed", "did not find expected key", "could not find expected ':'"];

    /// <param name="from">Lines before this place are not looked at.</param>
    public static (Position At, int Length)? Find(string text, Position from)
    {
        string[] lines = text.Split('\n');
        for (int i = Math.Max(0, from.Line - 1); i < lines.Length; i++)
        {
            if (Find(lines[i]) is var (start, length))
            {
                return (new Position(i + 1, start + 1), length);
            }
        }

        return null;
    }

    /// <summary>What stands before a colon, back to where a key can begin: a bracket, a comma or the line's first character.</summary>
    private static (int Start, int Length)? Find(ReadOnlySpan<char> line)
    {
        int start = 0;
        for (int i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '{' or '[' or ',':
                case ' ' or '\t' when start == i:
                    start = i + 1;
                    break;
                case ':' when i + 1 == line.Length || line[i + 1] is ' ' or '\r':
                    if (i - start > Max)
                    {
                        return (start, i - start);
                    }

                    start = i + 1;
                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
