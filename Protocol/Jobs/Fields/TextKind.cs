using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A value that is one piece of text with a grammar of its own.</summary>
internal sealed class TextKind<T>(string name, string example, TextParser<T> parse, Func<T, string> format) : ValueKind<T>
{
    public override string Name => name;

    public override string Bounds => BoundsText;

    /// <summary>Said in the document; the parser is what enforces it, together with <see cref="Range"/>.</summary>
    public string BoundsText { get; init; } = "";

    /// <summary>JSON types the value may have; text alone when empty.</summary>
    public IReadOnlyList<string> OtherTypes { get; init; } = [];

    /// <summary>The canonical form is a JSON number.</summary>
    public bool IsWrittenAsNumber { get; init; }

    /// <summary>Regular expression (ECMA 262) of the text, for the schema.</summary>
    public string? Pattern { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>Checked after parsing; null allows everything the grammar does.</summary>
    public ValueRange<T>? Range { get; init; }

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out T value)
    {
        value = default!;
        if (node is not SpecNode.Scalar scalar || PlainText.IsNull(scalar))
        {
            RefuseShape(node, path, errors, $"write {name}, such as {example}");
            return false;
        }

        if (OtherTypes.Count == 0 && PlainText.TypeOtherThanText(scalar) is { } other)
        {
            string remedy = $"put it in quotes: \"{ErrorLog.Shown(scalar.Text)}\"";
            errors.Add(node.At, path.ToString(), scalar.Text, $"is {other}, not text", remedy);
            return false;
        }

        Refusal? refusal = parse(scalar.Text, out value) ?? Range?.Check(value, format);
        if (refusal is not null)
        {
            errors.Add(node.At, path, scalar.Text, refusal);
        }

        return refusal is null;
    }

    public override void Write(Utf8JsonWriter writer, T value)
    {
        if (IsWrittenAsNumber)
        {
            writer.WriteRawValue(format(value), skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(format(value));
        }
    }

    public override JsonObject Schema()
    {
        JsonNode type = OtherTypes.Count == 0 ? "string" : new JsonArray([.. OtherTypes.Prepend("string").Select(type => (JsonNode)type)]);
        var schema = new JsonObject { ["type"] = type };
        if (Pattern is not null)
        {
            schema["pattern"] = Pattern;
        }

        if (MaxLength is { } longest)
        {
            schema["maxLength"] = longest;
        }

        return schema;
    }
}
