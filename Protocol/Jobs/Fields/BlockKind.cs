using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A map with fixed keys that makes one record.</summary>
/// <param name="seed">The record with every default, onto which what is written is laid.</param>
internal sealed class BlockKind<T>(T seed, IReadOnlyList<Field<T>> fields) : ValueKind<T>
{
    public override string Name => "a map";

    public override string Bounds => "";

    public override IReadOnlyList<FieldInfo> Fields => fields;

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out T value)
    {
        value = seed;
        if (node is not SpecNode.Map map)
        {
            RefuseShape(node, path, errors, $"write a map with the keys {Keys()}");
            return false;
        }

        bool isRead = true;
        foreach (MapEntry entry in map.Entries)
        {
            Field<T>? field = fields.FirstOrDefault(field => field.Key == entry.Key);
            if (field is null)
            {
                string remedy = errors.IsFull ? "" : Suggest(entry.Key, path);
                errors.Add(entry.KeyAt, path.Key(entry.Key).ToString(), null, "is not a known key", remedy);
            }

            isRead &= field is not null && field.Read(entry.Value, path.Key(entry.Key), errors, ref value);
        }

        foreach (Field<T> field in fields.Where(field => field.IsRequired && !map.Entries.Any(entry => entry.Key == field.Key)))
        {
            errors.Add(node.At, path.Key(field.Key).ToString(), null, "is missing", $"add {field.Key}: {field.Description}");
            isRead = false;
        }

        return isRead;
    }

    public override void Write(Utf8JsonWriter writer, T value)
    {
        writer.WriteStartObject();
        foreach (Field<T> field in fields)
        {
            field.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (Field<T> field in fields)
        {
            properties[field.Key] = field.Schema();
        }

        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        JsonNode[] required = [.. fields.Where(field => field.IsRequired).Select(field => (JsonNode)field.Key)];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }

    private string Keys() => string.Join(", ", fields.Select(field => field.Key));

    /// <summary>The nearest key here, else the same key further below, else all keys.</summary>
    private string Suggest(string written, SpecPath path)
    {
        if (Nearest.To(written, fields.Select(field => field.Key)) is { } near)
        {
            return $"did you mean {near}?";
        }

        string? below = fields.SelectMany(field => field.Fields, (field, child) => (Parent: field.Key, child.Key))
            .Where(pair => pair.Key == written).Select(pair => path.Key(pair.Parent).Key(pair.Key).ToString()).FirstOrDefault();
        return below is null ? $"the keys here are {Keys()}" : $"did you mean {below}?";
    }
}
