using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A map whose keys the submitter chooses.</summary>
internal sealed class MapKind<TKey, TValue>(
    TextParser<TKey> parseKey, string keyPattern, ValueKind<TValue> element, string example, int max)
    : ValueKind<ValueMap<TKey, TValue>>
    where TKey : notnull
{
    public override string Name => "a map";

    public override string Bounds => $"at most {max}; each value {element.Name}, {element.Bounds}".TrimEnd(',', ' ');

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out ValueMap<TKey, TValue> value)
    {
        value = ValueMap<TKey, TValue>.Empty;
        if (node is not SpecNode.Map map)
        {
            RefuseShape(node, path, errors, $"write a map: {example}");
            return false;
        }

        if (map.Entries.Count > max)
        {
            errors.Add(node.At, path.ToString(), null, $"has {map.Entries.Count} entries, more than the {max} allowed", "leave some out");
            return false;
        }

        var read = new Dictionary<TKey, TValue>(map.Entries.Count);
        foreach (MapEntry entry in map.Entries)
        {
            Refusal? refusal = parseKey(entry.Key, out TKey key);
            if (refusal is not null)
            {
                errors.Add(entry.KeyAt, path, entry.Key, refusal);
            }

            bool isRead = element.TryRead(entry.Value, path.Key(entry.Key), errors, out TValue item);
            if (isRead && refusal is null)
            {
                read.Add(key, item);
            }
        }

        value = new ValueMap<TKey, TValue>(read);
        return read.Count == map.Entries.Count;
    }

    public override void Write(Utf8JsonWriter writer, ValueMap<TKey, TValue> value)
    {
        writer.WriteStartObject();
        foreach ((TKey key, TValue item) in value)
        {
            writer.WritePropertyName(key.ToString()!);
            element.Write(writer, item);
        }

        writer.WriteEndObject();
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["maxProperties"] = max,
        ["propertyNames"] = new JsonObject { ["pattern"] = keyPattern },
        ["additionalProperties"] = element.Schema(),
    };
}
