using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A key, the kind of its value, and where in the owner the value lives.</summary>
/// <param name="get">The owner's value; null when it has none.</param>
internal sealed class ValueField<TOwner, T>(
    string key, string description, ValueKind<T> kind, TOwner seed, Func<TOwner, object?> get, Func<TOwner, T, TOwner> with)
    : Field<TOwner>(key, description)
{
    public override string TypeName => kind.Name;

    public override string Bounds => kind.Bounds;

    public override IReadOnlyList<FieldInfo> Fields => kind.Fields;

    public override JsonNode? Default =>
        IsRequired || get(seed) is not T value ? null : JsonNode.Parse(JsonText.Of(writer => kind.Write(writer, value)));

    public override bool Read(SpecNode node, SpecPath path, ErrorLog errors, ref TOwner owner)
    {
        if (!kind.TryRead(node, path, errors, out T value))
        {
            return false;
        }

        owner = with(owner, value);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, TOwner owner)
    {
        if (get(owner) is T value)
        {
            writer.WritePropertyName(Key);
            kind.Write(writer, value);
        }
    }

    public override JsonObject Schema()
    {
        JsonObject schema = kind.Schema();
        schema["description"] = Description;
        if (DefaultNote is null && Fields.Count == 0 && Default is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }
}
