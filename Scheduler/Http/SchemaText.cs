using System.Text.Json.Serialization.Metadata;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>What our values look like in JSON, where a converter of ours writes them and the document cannot know.</summary>
internal static class SchemaText
{
    private static readonly string _largest = $"{CanonicalJson.MaxExactInteger}";

    private static readonly Type[] _inline = [typeof(Outcome), typeof(Outcome?), typeof(ReadOnlyMemory<byte>)];

    /// <summary>The name of a schema that is written once; null for one that differs from member to member.</summary>
    public static string? Name(JsonTypeInfo type) =>
        _inline.Contains(type.Type)
            ? null
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken token)
    {
        Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (ValueForm.Of(type) is { } form)
        {
            (schema.Type, schema.Pattern, schema.Description) = (JsonSchemaType.String, form.Pattern, form.Meaning);
        }
        else if (type == typeof(JobSpec))
        {
            (schema.Type, schema.Description) = (JsonSchemaType.Object, "a job: see docs/job-spec.md and its JSON Schema");
        }
        else if (type == typeof(ReadOnlyMemory<byte>))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "byte");
        }
        else if (context.JsonPropertyInfo?.CustomConverter is UInt64JsonConverter)
        {
            (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^(?:0|[1-9][0-9]{0,19})$");
        }
        else if (context.JsonPropertyInfo?.CustomConverter is ChainIdJsonConverter)
        {
            (schema.Type, schema.Minimum, schema.Maximum) = (JsonSchemaType.Integer, "0", _largest);
        }
        else if (context.JsonTypeInfo.ElementType is { } element && ValueForm.Of(element) is { } each && schema.Items is null)
        {
            schema.Items = each.Schema();
        }

        return Task.CompletedTask;
    }
}
