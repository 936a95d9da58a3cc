using DePin.Protocol.Wire;
using DePin.Scheduler.Tokens;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>What the OpenAPI document says of one call, from the endpoint itself: what it reads, who may call, how it refuses.</summary>
internal static class OperationText
{
    /// <summary>A node's session.</summary>
    public const string Session = "nodeSession";

    /// <summary>A submitter's, operator's or verifier's token.</summary>
    public const string ApiToken = "apiToken";

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken token)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (CallParameter parameter in metadata.OfType<CallParameters>().SelectMany(one => one.All))
        {
            operation.Parameters.Add(parameter.Describe());
        }

        if (metadata.OfType<EndpointDocs.Ranged>().Any())
        {
            operation.Parameters.Add(Range());
        }

        foreach (EndpointDocs.AsText text in metadata.OfType<EndpointDocs.AsText>())
        {
            operation.RequestBody!.Content![text.ContentType] = new OpenApiMediaType { Schema = Text() };
        }

        OpenApiDocument document = context.Document!;
        operation.Security = Security(metadata.OfType<Callers>().Single(), document);
        document.AddComponent(nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, token));
        operation.Responses ??= [];
        operation.Responses["default"] = Refusal(document);
    }

    /// <summary>One requirement for each scope: any of them will do.</summary>
    private static IList<OpenApiSecurityRequirement>? Security(Callers callers, OpenApiDocument document) => callers switch
    {
        Callers.Anyone => null,
        Callers.Nodes => [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Session, document)] = [] }],
        Callers.Tokens tokens =>
        [
            .. tokens.AnyOf.Select(scope => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(ApiToken, document)] = [$"{scope}".ToLowerInvariant()],
            }),
        ],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static OpenApiResponse Refusal(OpenApiDocument document) => new()
    {
        Description = "Refused: a stable code, the fact that failed, and what to do.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemReply.ContentType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
        },
    };

    private static OpenApiParameter Range() => new()
    {
        Name = "Range",
        In = ParameterLocation.Header,
        Description = "Which bytes, as RFC 9110 §14.2 writes it: bytes=1000-",
        Schema = Text(),
    };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
