using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DePin.Scheduler.Http;

/// <summary>A message of the protocol as a reply.</summary>
internal sealed class WireReply<T>(T value, JsonTypeInfo<T> type, int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(httpContext.Response.Body, value, type, httpContext.RequestAborted);
    }
}
