using DePin.Protocol.Jobs;
using Microsoft.AspNetCore.Http.Metadata;

namespace DePin.Scheduler.Http;

/// <summary>What the OpenAPI document says of an endpoint. The endpoint itself reads and checks it.</summary>
internal static class EndpointDocs
{
    /// <summary>Bytes, whatever they are.</summary>
    public const string Bytes = "application/octet-stream";

    private const string Yaml = "application/yaml";

    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.WithMetadata(new Body(typeof(T), ["application/json"]));

    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Body(typeof(Stream), [Bytes]));

    /// <summary>A job file: as JSON, which the document can describe, or as YAML.</summary>
    public static RouteHandlerBuilder TakesJobFile(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new Body(typeof(JobSpec), ["application/json", Yaml]), new AsText(Yaml));

    /// <summary>Everything it reads beside its body: reading anything else is an error of the program.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, params CallParameter[] parameters) =>
        endpoint.WithMetadata(new CallParameters(parameters));

    public static RouteHandlerBuilder GivesBytes(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<Stream>(StatusCodes.Status200OK, Bytes);

    /// <summary>Bytes that may be asked for from the middle.</summary>
    public static RouteHandlerBuilder GivesRanges(this RouteHandlerBuilder endpoint) =>
        endpoint.GivesBytes().Produces<Stream>(StatusCodes.Status206PartialContent, Bytes).WithMetadata(new Ranged());

    /// <summary>A body of this type is text to the document.</summary>
    internal sealed record AsText(string ContentType);

    /// <summary>The call honours <c>Range</c>.</summary>
    internal sealed record Ranged;

    /// <summary>
    /// Described here and not by <c>Accepts</c>, whose routing rule would answer 415 before anybody asked who is calling.
    /// </summary>
    private sealed record Body(Type? RequestType, IReadOnlyList<string> ContentTypes) : IAcceptsMetadata
    {
        public bool IsOptional => false;
    }
}
