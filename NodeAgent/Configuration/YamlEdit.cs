using DePin.Protocol.Jobs.Documents;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// Sets one key of a configuration in its text, so that everything else, comments above all, stays as its owner wrote it. Pure.
/// </summary>
internal static class YamlEdit
{
    /// <param name="text">The file; comments alone, or nothing, is an empty one.</param>
    /// <param name="key">Dotted path.</param>
    /// <param name="value">As YAML has it: in quotes where it needs them.</param>
    /// <returns>The new text; null where it cannot be done in this text.</returns>
    public static string? Set(string text, string key, string value)
    {
        if (Read(text) is not { } root)
        {
            return null;
        }

        string[] path = key.Split('.');
        SpecNode.Map map = root;
        for (int depth = 0; depth < path.Length; depth++)
        {
            SpecNode? next = map.Entries.FirstOrDefault(entry => entry.Key == path[depth]).Value;
            if (next is null)
            {
                return Checked(Add(text, map, depth == 0, path.AsSpan(depth), value), key, value);
            }

            if (next is SpecNode.Map below && depth < path.Length - 1)
            {
                map = below;
                continue;
            }

            return next is SpecNode.Scalar scalar && depth == path.Length - 1 ? Checked(Replace(text, scalar, value), key, value) : null;
        }

        return null;
    }

    /// <summary>The text that stands at a key; null where none does.</summary>
    public static string? Find(string text, string key) => Read(text) is { } root ? (At(root, key) as SpecNode.Scalar)?.Text : null;

    private static SpecNode? At(SpecNode root, string key)
    {
        SpecNode? now = root;
        foreach (string step in key.Split('.'))
        {
            now = (now as SpecNode.Map)?.Entries.FirstOrDefault(entry => entry.Key == step).Value;
        }

        return now;
    }

    private static SpecNode.Map? Read(string text)
    {
        bool blank = text.Split('\n').All(line => line.Trim() is "" or ['#', ..]);
        return blank ? new SpecNode.Map(new Position(1, 1), []) : YamlNodes.Read(text, new ErrorLog()) as SpecNode.Map;
    }

    /// <summary>What was edited says what was meant; anything else is not written.</summary>
    private static string? Checked(string? text, string key, string value)
    {
        if (text is null || YamlNodes.Read(text, new ErrorLog()) is not { } root
            || YamlNodes.Read("it: " + value, new ErrorLog()) is not SpecNode.Map wanted)
        {
            return null;
        }

        bool isMeant = At(root, key) is SpecNode.Scalar now && wanted.Entries[0].Value is SpecNode.Scalar meant && now.Text == meant.Text;
        return isMeant ? text : null;
    }

    private static string? Replace(string text, SpecNode.Scalar scalar, string value)
    {
        int start = Offset(text, scalar.At);
        if (start >= text.Length)
        {
            return null;
        }

        int length = text[start] switch
        {
            '"' or '\'' => QuotedLength(text.AsSpan(start)),
            _ => text.AsSpan(start).StartsWith(scalar.Text, StringComparison.Ordinal) ? scalar.Text.Length : 0,
        };
        return length == 0 ? null : string.Concat(text.AsSpan(0, start), value, text.AsSpan(start + length));
    }

    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (int at = 1; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\' && text[0] == '"')
            {
                at++;
            }
            else if (text[at] == text[0])
            {
                return at + 1;
            }
        }

        return 0;
    }

    private static string? Add(string text, SpecNode.Map map, bool isRoot, ReadOnlySpan<string> path, string value)
    {
        int start = Offset(text, map.At);
        if (map.Entries.Count + (isRoot ? 0 : 1) > 0 && start < text.Length && text[start] == '{')
        {
            string entry = Flow(path, value);
            return text.Insert(start + 1, map.Entries.Count == 0 ? $" {entry} " : $" {entry},");
        }

        if (isRoot)
        {
            string gap = text.Length == 0 || text.EndsWith('\n') ? "" : "\n";
            return text + gap + Block(path, value, 0);
        }

        if (map.Entries.Count == 0)
        {
            return null;
        }

        Position first = map.Entries[0].KeyAt;
        return text.Insert(Offset(text, first with { Column = 1 }), Block(path, value, first.Column - 1));
    }

    private static string Flow(ReadOnlySpan<string> path, string value) =>
        path.Length == 1 ? $"{path[0]}: {value}" : $"{path[0]}: {{ {Flow(path[1..], value)} }}";

    private static string Block(ReadOnlySpan<string> path, string value, int indent)
    {
        string line = new string(' ', indent) + path[0] + ":";
        return path.Length == 1 ? $"{line} {value}\n" : $"{line}\n{Block(path[1..], value, indent + 2)}";
    }

    private static int Offset(string text, Position at)
    {
        int start = 0;
        for (int line = 1; line < at.Line; line++)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0)
            {
                return text.Length;
            }

            start = end + 1;
        }

        return Math.Min(start + at.Column - 1, text.Length);
    }
}
