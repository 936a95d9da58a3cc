using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>One type of value in a job file: how it is read, written back, checked by JSON Schema and described to people.</summary>
/// <remarks>Reader, canonical writer, schema and document all ask the same object, so they cannot drift apart.</remarks>
internal abstract class ValueKind<T>
{
    /// <summary>What it is, with its article: "a size".</summary>
    public abstract string Name { get; }

    /// <summary>What is allowed, for people: "8MiB to 64TiB"; empty when the name says it all.</summary>
    public abstract string Bounds { get; }

    /// <summary>The keys below, when the value is a map with fixed keys.</summary>
    public virtual IReadOnlyList<FieldInfo> Fields => [];

    /// <summary>False when the value was refused; the reason is in <paramref name="errors"/>.</summary>
    public abstract bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out T value);

    public abstract void Write(Utf8JsonWriter writer, T value);

    /// <summary>JSON Schema 2020-12 of the JSON form.</summary>
    public abstract JsonObject Schema();

    /// <summary>Reports that the node has another shape than this kind needs, unless it was reported before.</summary>
    protected void RefuseShape(SpecNode node, SpecPath path, ErrorLog errors, string remedy)
    {
        switch (node)
        {
            case SpecNode.Reported:
                break;
            case SpecNode.Scalar scalar when PlainText.IsNull(scalar):
                errors.Add(node.At, path.ToString(), null, "has no value", $"{remedy}, or remove the key");
                break;
            case SpecNode.Scalar scalar:
                errors.Add(node.At, path.ToString(), scalar.Text, $"is not {Name}", remedy);
                break;
            default:
                errors.Add(node.At, path.ToString(), null, $"is {(node is SpecNode.Map ? "a map" : "a list")}, not {Name}", remedy);
                break;
        }
    }
}
