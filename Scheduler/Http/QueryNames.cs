using DePin.Protocol.Jobs.Fields;
using DePin.Scheduler.Engine;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>
/// The query parameters an endpoint takes. What a person sends beside them is a mistake that would otherwise go unnoticed; nodes and
/// schedulers of different ages ignore what they do not know.
/// </summary>
internal sealed record QueryNames(IReadOnlyList<string> All)
{
    private static readonly QueryNames _none = new([]);

    /// <exception cref="RefusedException">A parameter is unknown, or there twice.</exception>
    public static void Check(HttpContext context)
    {
        QueryNames known = context.GetEndpoint()?.Metadata.GetMetadata<QueryNames>() ?? _none;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Query)
        {
            string shown = Shown.Of(name);
            if (!known.All.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new RefusedException(RequestBody.Invalid($"the query parameter '{shown}' is not known", known.Remedy(name)));
            }

            if (values.Count > 1)
            {
                string fact = $"the query parameter '{shown}' is there {values.Count} times";
                throw new RefusedException(RequestBody.Invalid(fact, "give it once"));
            }
        }
    }

    private string Remedy(string name) => Nearest.To(name, All) is { } near ? $"did you mean {near}?"
        : All.Count > 0 ? $"this call takes {string.Join(", ", All)}"
        : "this call takes no query parameters: leave it out";

    /// <summary>Tells the OpenAPI document of them.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken token)
    {
        IEnumerable<string> names = context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryNames>().SelectMany(one => one.All);
        foreach (string name in names)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }
}
