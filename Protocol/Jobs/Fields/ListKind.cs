using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>Several values of one kind, in the order they are written.</summary>
internal sealed class ListKind<T>(ValueKind<T> element, string example, int max, bool isSet) : ValueKind<ValueList<T>>
{
    /// <summary>Characters that make splitting at spaces a wrong guess.</summary>
    private static readonly SearchValues<char> NotInWords = SearchValues.Create("\"'\\,[]{}#\n");

    public override string Name => "a list";

    public override string Bounds =>
        $"at most {max}{(isSet ? ", each once" : "")}; each {element.Name}, {element.Bounds}".TrimEnd(',', ' ');

    public override bool TryRead(SpecNode node, SpecPath path, ErrorLog errors, out ValueList<T> value)
    {
        value = ValueList<T>.Empty;
        if (node is not SpecNode.List list)
        {
            RefuseShape(node, path, errors, $"write a list: {(node is SpecNode.Scalar scalar ? AsList(scalar) : example)}");
            return false;
        }

        if (list.Items.Count > max)
        {
            errors.Add(node.At, path.ToString(), null, $"has {list.Items.Count} entries, more than the {max} allowed", "leave some out");
            return false;
        }

        var read = new List<T>(list.Items.Count);
        var seen = new HashSet<T>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (!element.TryRead(list.Items[i], path.Item(i), errors, out T item))
            {
                continue;
            }

            read.Add(item);
            if (isSet && !seen.Add(item))
            {
                errors.Add(list.Items[i].At, path.Item(i).ToString(), item?.ToString(), "is listed twice", "keep one of the two");
            }
        }

        value = new ValueList<T>([.. read]);
        return read.Count == list.Items.Count;
    }

    public override void Write(Utf8JsonWriter writer, ValueList<T> value)
    {
        writer.WriteStartArray();
        foreach (T item in value)
        {
            element.Write(writer, item);
        }

        writer.WriteEndArray();
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "array", ["maxItems"] = max, ["items"] = element.Schema() };
        if (isSet)
        {
            schema["uniqueItems"] = true;
        }

        return schema;
    }

    /// <summary>What a lone text was probably meant to be: its words as a list.</summary>
    private string AsList(SpecNode.Scalar scalar) =>
        scalar.Text.Length == 0 || scalar.Text.AsSpan().ContainsAny(NotInWords)
            ? example
            : $"[{string.Join(", ", scalar.Text.Split(' '))}]";
}
