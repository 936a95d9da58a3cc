using System.Text;
using System.Text.Json;

namespace DePin.Protocol.Jobs.Documents;

/// <summary>Reads JSON (RFC 8259, no comments, no trailing commas) into the same tree as YAML, with lines and columns.</summary>
internal static class JsonNodes
{
    public static SpecNode? Read(string text, ErrorLog errors)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);

        // One level more than the tree takes, so that the tree is the one that tells of too much depth.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JobLimits.MaxDepth + 1 });
        var tree = new NodeTree(errors);
        var lines = new LineCounter();
        try
        {
            while (reader.Read())
            {
                if (!Take(ref reader, lines.At(utf8, (int)reader.TokenStartIndex), tree))
                {
                    return null;
                }
            }
        }
        catch (JsonException invalid)
        {
            var at = new Position((int)(invalid.LineNumber ?? 0) + 1, (int)(invalid.BytePositionInLine ?? 0) + 1);
            errors.Add(at, "", null, $"the file is not JSON: {Said(invalid)}", "check the commas, brackets and quotes at this place");
            return null;
        }

        return tree.Root;
    }

    private static bool Take(ref Utf8JsonReader reader, Position at, NodeTree tree)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return tree.BeginMap(at);
            case JsonTokenType.StartArray:
                return tree.BeginList(at);
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                return tree.End();
            case JsonTokenType.String or JsonTokenType.PropertyName:
                return TakeText(ref reader, at, tree);
            default:
                return tree.Scalar(at, Encoding.UTF8.GetString(reader.ValueSpan), isPlain: true);
        }
    }

    private static bool TakeText(ref Utf8JsonReader reader, Position at, NodeTree tree)
    {
        try
        {
            return tree.Scalar(at, reader.GetString()!, isPlain: false);
        }
        catch (InvalidOperationException)
        {
            // GetString's way to say that an escape such as \uD800 is half a character.
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                return tree.Reported(at);
            }

            tree.Report(at, null, "contains half of a surrogate pair", "write the whole character");
            return tree.Reported(at);
        }
    }

    /// <summary>The parser's first sentence: the others repeat the place and advise about its options.</summary>
    private static string Said(JsonException invalid) => invalid.Message.Split(". ")[0].Split(" LineNumber:")[0].TrimEnd('.');
}
