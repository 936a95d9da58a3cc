using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Jobs;

/// <summary>
/// The JSON Schema (2020-12) of a job file, made from the reader's own table of keys; committed as <c>docs/job-spec.schema.json</c>.
/// </summary>
/// <remarks>For editors: it holds keys, types, words and counts. Bounds of quantities and rules between keys are the reader's.</remarks>
public static class JobSpecSchema
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:depin:job-spec:v1",
            ["title"] = "DePin job",
        };
        foreach ((string key, JsonNode? value) in JobSpecFields.Root.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
