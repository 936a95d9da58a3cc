using DePin.Protocol.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>The OpenAPI document: everything in it comes from the endpoints and the messages themselves.</summary>
internal static class OpenApiText
{
    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = SchemaText.Name;
        options.AddSchemaTransformer(SchemaText.DescribeAsync);
        options.AddOperationTransformer(OperationText.DescribeAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "DePin scheduler",
                Version = "1",
                Description = "Refusals are RFC 9457 problem details: a stable code, the fact that failed in detail, what to do in remedy. "
                    + "A path in an address keeps its slashes. Programs ignore members they do not know.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [OperationText.Session] = Bearer($"The token that POST {Routes.Session} gives a node for its signature."),
                [OperationText.ApiToken] = Bearer($"An API token, from POST {Routes.Tokens}; a requirement names the scope it must have."),
            };
            return Task.CompletedTask;
        });
    }

    private static OpenApiSecurityScheme Bearer(string meaning) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = meaning };
}
