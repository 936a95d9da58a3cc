using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DePin.Protocol.Jobs.Documents;

/// <summary>Reads YAML, without the parts of it that a job file has no use for and that attackers have: anchors, aliases, tags, merge keys,
/// several documents.</summary>
/// <remarks>Works on the parser's events, so that a limit stops the scanner before it has seen the rest of the file.</remarks>
internal static class YamlNodes
{
    private const string MergeKey = "<<";

    /// <summary>What to do about the parser's commonest complaints.</summary>
    private static readonly (string Said, string Remedy)[] Remedies =
    [
        ("invalid mapping", "put text that contains ': ' in quotes, and align the keys of one map"),
        ("Unicode", "write the character itself, or both halves of its surrogate pair, or \\U and its 8 hexadecimal digits"),
        ("quoted scalar", "close the quotes, and write a backslash in double quotes twice"),
        ("cannot start any token", "put text that starts with @, ` or % in quotes"),
    ];

    public static SpecNode? Read(string text, ErrorLog errors)
    {
        if (!DocumentText.IsPrintable(text, errors))
        {
            return null;
        }

        var tree = new NodeTree(errors);
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
            int documents = 0;
            while (Next(parser) is { } met)
            {
                if (met is DocumentStart && ++documents > 1)
                {
                    errors.Add(At(met.Start), "", null, "a second document starts here", "write one job in each file");
                    return null;
                }

                if (!Take(met, tree))
                {
                    return null;
                }
            }
        }
        catch (YamlException invalid)
        {
            Refuse(invalid, text, errors);
            return null;
        }

        if (tree.Root is null)
        {
            errors.Add(new Position(1, 1), "", null, "the file holds no value", "write at least version, name and image");
        }

        return tree.Root;
    }

    private static ParsingEvent? Next(Parser parser)
    {
        Mark last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext() ? parser.Current : null;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3 takes from an empty stack where text in brackets runs over a line's end up to a colon.
            throw new SyntaxErrorException(last, last, "what follows cannot be read, perhaps because a comma or bracket is missing");
        }
    }

    private static bool Take(ParsingEvent met, NodeTree tree)
    {
        if (met is NodeEvent node)
        {
            RefuseDecoration(node, tree);
        }

        switch (met)
        {
            case AnchorAlias alias:
                tree.Report(At(alias.Start), "*" + alias.Value, "is an alias, and aliases are not read", "write the value out");
                return tree.Reported(At(alias.Start));
            case Scalar { IsKey: true, Value: MergeKey, Style: ScalarStyle.Plain } merge:
                tree.Report(At(merge.Start), MergeKey, "is a merge key, and merge keys are not read", "write the keys out");
                return tree.ReportedKey(At(merge.Start), MergeKey);
            case Scalar scalar:
                return tree.Scalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
            case MappingStart map:
                return tree.BeginMap(At(map.Start));
            case SequenceStart list:
                return tree.BeginList(At(list.Start));
            case MappingEnd or SequenceEnd:
                return tree.End();
            default:
                return true;
        }
    }

    private static void RefuseDecoration(NodeEvent node, NodeTree tree)
    {
        if (!node.Anchor.IsEmpty)
        {
            const string remedy = "remove it, and write the value out where it is used";
            tree.Report(At(node.Start), "&" + node.Anchor.Value, "is an anchor, and anchors are not read", remedy);
        }

        if (!node.Tag.IsEmpty)
        {
            string tag = node.Tag.Value;
            tree.Report(At(node.Start), tag, "is a tag, and tags are not read", "remove it; put text in quotes and leave numbers plain");
        }
    }

    private static void Refuse(YamlException invalid, string text, ErrorLog errors)
    {
        Position at = At(invalid.Start);
        if (invalid.Message.Contains("tab", StringComparison.Ordinal) && FindTab(text, at) is { } tab)
        {
            errors.Add(tab, "", null, "the file is not YAML: a tab indents this line", "indent with spaces");
            return;
        }

        if (MissesKey(invalid) && LongKey.Find(text, at) is var (keyAt, length))
        {
            string fact = $"the file is not YAML: a key of {length} characters starts here, more than the {LongKey.Max} allowed";
            errors.Add(keyAt, "", null, fact, "write a shorter key, or put text that contains a colon in quotes");
            return;
        }

        string said = invalid.Message;
        string remedy = Remedies.FirstOrDefault(known => said.Contains(known.Said, StringComparison.Ordinal)).Remedy
            ?? "check the indentation, brackets and quotes at this place";
        string message = char.ToLowerInvariant(said[0]) + said[1..].TrimEnd('.');
        errors.Add(at, "", null, $"the file is not YAML: {message}", remedy);
    }

    private static bool MissesKey(YamlException invalid) =>
        LongKey.Complaints.Any(said => invalid.Message.Contains(said, StringComparison.OrdinalIgnoreCase));

    /// <summary>The parser names the map whose line is indented with a tab, not the line.</summary>
    private static Position? FindTab(string text, Position from)
    {
        string[] lines = text.Split('\n');
        for (int i = from.Line - 1; i < lines.Length; i++)
        {
            int indent = lines[i].AsSpan().IndexOfAnyExcept(' ', '\t');
            int tab = lines[i].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && tab < indent)
            {
                return new Position(i + 1, tab + 1);
            }
        }

        return null;
    }

    private static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
