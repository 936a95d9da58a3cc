using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
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
}
