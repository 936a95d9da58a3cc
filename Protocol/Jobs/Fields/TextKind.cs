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

    /// <summary>Where one example is not within the bounds of every key of this kind.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [example];

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
            RefuseShape(node, path, errors, $"write {name}, such as {Example}");
            return false;
        }

        if (OtherTypes.Count == 0 && PlainText.TypeOtherThanText(scalar) is { } other)
        {
            Refusal? inQuotes = Check(scalar.Text, out _);
            string remedy = inQuotes is null ? $"put it in quotes: \"{ErrorLog.Shown(scalar.Text)}\"" : Remedy(inQuotes);
            errors.Add(node.At, path.ToString(), scalar.Text, $"is {other}, not text", remedy);
            return false;
        }

        Refusal? refusal = Check(scalar.Text, out value);
        if (refusal is not null)
        {
            errors.Add(node.At, path.ToString(), scalar.Text, refusal.Message, Remedy(refusal));
        }

        return refusal is null;
    }

    private Refusal? Check(string text, out T value) => parse(text, out value) ?? Range?.Check(value, format);

    /// <summary>Only what would be accepted is proposed.</summary>
    private string Remedy(Refusal refusal)
    {
        if (refusal.Guesses is not { } guesses)
        {
            return refusal.Remedy;
        }

        string[] accepted = [.. guesses.Where(guess => Check(guess, out _) is null).Distinct()];
        return accepted.Length > 0 ? $"write {Refusal.Choices(accepted)}" : $"write {name}, such as {Example}";
    }

    /// <summary>The examples that are within the bounds, or else the smallest value that is.</summary>
    private string Example => Examples.Where(one => Range is null || Check(one, out _) is null).ToArray() is { Length: > 0 } good
        ? Refusal.Choices(good)
        : format(Range!.Min);

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
