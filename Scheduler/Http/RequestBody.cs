using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using Microsoft.AspNetCore.Http.Features;

namespace DePin.Scheduler.Http;

/// <summary>Reads bodies within their stated limit, and says what is wrong with them.</summary>
internal static class RequestBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>A message of the protocol.</summary>
    /// <exception cref="RefusedException">Too large, not JSON, or not this message.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, int limit, JsonTypeInfo<T> type, CancellationToken token)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new RefusedException(UnsupportedType(context, "application/json"));
        }

        ReadOnlyMemory<byte> bytes = await ReadAsync(context, limit, token);
        try
        {
            return JsonMessage.Read(bytes.Span, type);
        }
        catch (JsonException fault)
        {
            throw new RefusedException(
                Invalid(fault.Message, "correct the message; the protocol's messages are described at /openapi/v1.json"));
        }
    }

    /// <summary>The bytes of the body.</summary>
    /// <exception cref="RefusedException">There are more than <paramref name="limit"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int limit, CancellationToken token)
    {
        Permit(context, limit);
        byte[] buffer = new byte[Math.Min(limit + 1, (int)(context.Request.ContentLength ?? FirstBuffer) + 1)];
        int length = 0;
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), token);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > limit)
            {
                throw new RefusedException(TooLarge($"the body has more than {limit} bytes"));
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(limit + 1, buffer.Length * 2));
            }
        }
    }

    /// <summary>Lets this request carry so many bytes, and refuses it at once when it announces more.</summary>
    public static void Permit(HttpContext context, long limit)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (context.Request.ContentLength > limit)
        {
            // Kestrel then swallows what is still coming, for a few seconds, so that a sender who does not wait for our answer can read it.
            if (feature is { IsReadOnly: false })
            {
                feature.MaxRequestBodySize = null;
            }

            throw new RefusedException(TooLarge($"the body has {context.Request.ContentLength} bytes, the limit is {limit}"));
        }

        if (feature is { IsReadOnly: false })
        {
            feature.MaxRequestBodySize = limit + 1;
        }
    }

    public static Refusal Invalid(string fact, string remedy) => new(ProblemCode.InvalidMessage, fact, remedy);

    public static Refusal UnsupportedType(HttpContext context, string expected) => new(
        ProblemCode.UnsupportedMediaType, $"the content type is {ContentType(context)}",
            $"send Content-Type: {expected}");

    private static Refusal TooLarge(string fact) => new(ProblemCode.TooLarge, fact, "send less in one request");

    private static string ContentType(HttpContext context) =>
        context.Request.ContentType is { Length: > 0 } type ? $"'{Shown.Of(type)}'" : "missing";
}
