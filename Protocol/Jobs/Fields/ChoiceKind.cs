using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceKind<T>(params KeyValuePair<string, T>[] choices) : ValueKind<T>
{
    private string Words => string.Join(", ", choices.Select(choice => choice.Key));

    public override string Name => choices.Length == 1 ? $"the word {Words}" : $"one of {Words}";

    public override string Bounds => "";

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out T value)
    {
        value = default!;
        string text = node is SpecNode.Scalar scalar ? scalar.Text : "";
        foreach ((string word, T meaning) in choices)
        {
            if (node is SpecNode.Scalar && word == text)
            {
                value = meaning;
                return true;
            }
        }

        string? near = Nearest.To(text, choices.Select(choice => choice.Key));
        RefuseShape(node, path, errors, choices.Length == 1 || near is not null ? $"write {near ?? Words}" : $"write {Name}");
        return false;
    }

    public override void Write(Utf8JsonWriter writer, T value) =>
        writer.WriteStringValue(Array.Find(choices, choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Key);

    public override JsonObject Schema() => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Key)]),
    };
}
