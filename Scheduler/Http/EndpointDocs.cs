using Microsoft.AspNetCore.Http.Metadata;

namespace DePin.Scheduler.Http;

/// <summary>What the OpenAPI document says of an endpoint's body. The endpoint itself reads and checks it.</summary>
internal static class EndpointDocs
{
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.WithMetadata(new Body(typeof(T), ["application/json"]));

    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder endpoint, params string[] contentTypes) =>
        endpoint.WithMetadata(new Body(typeof(Stream), contentTypes));

    /// <summary>The query parameters of a call by a person; any other is refused (see <see cref="QueryNames.Check"/>).</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.WithMetadata(new QueryNames(names));

    /// <summary>
    /// Described here and not by <c>Accepts</c>, whose routing rule would answer 415 before anybody asked who is calling.
    /// </summary>
    private sealed record Body(Type? RequestType, IReadOnlyList<string> ContentTypes) : IAcceptsMetadata
    {
        public bool IsOptional => false;
    }
}
