using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>What a <see cref="FakeScheduler"/> says.</summary>
internal static class FakeAnswer
{
    public static HttpResponseMessage Of<T>(T body, JsonTypeInfo<T> type, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json"),
    };

    public static HttpResponseMessage Refuse(HttpStatusCode status, ProblemCode code, long? durable = null) => Of(
        new Problem
        {
            Type = "urn:depin:problem:test",
            Title = "Refused",
            Status = (int)status,
            Code = code,
            Detail = $"told to answer {code}.",
            Remedy = "None.",
            Durable = durable,
        },
        WireJson.Default.Problem,
        status);

    /// <summary>Content from the byte that is asked for.</summary>
    public static HttpResponseMessage Bytes(
        IReadOnlyDictionary<ContentHash, byte[]> contents, ContentHash hash, HttpRequestMessage request)
    {
        if (!contents.TryGetValue(hash, out byte[]? content))
        {
            return Refuse(HttpStatusCode.NotFound, ProblemCode.NotFound);
        }

        long from = request.Headers.Range?.Ranges.First().From ?? 0;
        return new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(content[(int)from..]),
        };
    }
}
