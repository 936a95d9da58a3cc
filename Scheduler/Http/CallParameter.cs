using DePin.Scheduler.Engine;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>
/// A value that a call takes beside its body. The endpoint declares it (<see cref="EndpointDocs.Reads"/>), reads it through this object,
/// and the OpenAPI document is told of it by the same one: what is read, what is checked and what is said cannot differ.
/// </summary>
internal abstract class CallParameter(string name, ParameterLocation where, bool isRequired, string meaning)
{
    public string Name => name;

    public bool IsInQuery => where == ParameterLocation.Query;

    /// <summary>What the value must be, as a remedy says it: <c>a whole number from 0</c>.</summary>
    protected abstract string Form { get; }

    public OpenApiParameter Describe() => new()
    {
        Name = name,
        In = where,
        Required = isRequired,
        Description = meaning,
        Schema = Schema(),
    };

    protected abstract OpenApiSchema Schema();

    /// <summary>What the caller sent; null when nothing, which only an optional one may be.</summary>
    /// <exception cref="RefusedException">It must be there.</exception>
    /// <exception cref="InvalidOperationException">The endpoint has not declared what it reads.</exception>
    protected string? Text(HttpContext context)
    {
        if (!CallParameters.Of(context).All.Contains(this))
        {
            throw new InvalidOperationException($"{context.GetEndpoint()} reads {name} and does not declare it: add it to Reads(...)");
        }

        // TIDY: the one place that reads what an endpoint has declared.
        StringValues sent = IsInQuery ? context.Request.Query[name] : context.Request.Headers[name];
        return sent.Count > 0 || !isRequired ? (string?)sent : throw Refused("missing");
    }

    protected RefusedException Wrong(string text) => Refused($"'{Shown.Of(text)}'");

    private RefusedException Refused(string state) =>
        new(RequestBody.Invalid($"the {(IsInQuery ? "query parameter" : "header")} {name} is {state}", $"give {name} as {Form}"));
}
