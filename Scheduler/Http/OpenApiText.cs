using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>The OpenAPI document: what our value types look like in JSON, who may call, and how refusals read.</summary>
internal static class OpenApiText
{
    private const string Bearer = "bearer";

    private static readonly Dictionary<Type, (string Pattern, string Meaning)> _texts = new()
    {
        [typeof(Hash32)] = ("^0x[0-9a-fA-F]{64}$", "32 bytes"),
        [typeof(JobId)] = ("^0x[0-9a-fA-F]{64}$", "a job"),
        [typeof(AttemptId)] = ("^0x[0-9a-fA-F]{64}$", "an attempt: SHA-256 of job and epoch"),
        [typeof(Address)] = ("^0x[0-9a-fA-F]{40}$", "an account"),
        [typeof(Signature)] = ("^0x[0-9a-fA-F]{130}$", "r, s and v of a secp256k1 signature"),
        [typeof(ContentHash)] = ("^sha256:[0-9a-f]{64}$", "content by its SHA-256"),
        [typeof(BootId)] = ("^[0-9a-f]{32}$", "one life of a node's journal"),
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (_texts.TryGetValue(type, out (string Pattern, string Meaning) text))
            {
                (schema.Type, schema.Pattern, schema.Description) = (JsonSchemaType.String, text.Pattern, text.Meaning);
            }
            else if (type == typeof(JobSpec))
            {
                (schema.Type, schema.Description) = (JsonSchemaType.Object, "a job: see docs/job-spec.md and its JSON Schema");
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(QueryNames.DescribeAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "DePin scheduler",
                Version = "1",
                Description = "Refusals are RFC 9457 problem details: a stable code, the fact that failed in detail, what to do in remedy.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer };
            return Task.CompletedTask;
        });
    }
}
