using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Reads replies, and insists on their shape.</summary>
internal static class Replies
{
    public static async Task<T> ReadAsync<T>(HttpResponseMessage reply, int status, JsonTypeInfo<T> type, CancellationToken token)
    {
        string text = await reply.Content.ReadAsStringAsync(token);
        Assert.That((int)reply.StatusCode, Is.EqualTo(status), text);
        return JsonSerializer.Deserialize(text, type)!;
    }

    /// <summary>A refusal: problem details with every member that people and programs need.</summary>
    public static async Task<Problem> ProblemAsync(HttpResponseMessage reply, ProblemCode code, CancellationToken token)
    {
        string text = await reply.Content.ReadAsStringAsync(token);
        Assert.That(reply.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        Problem problem = (await reply.Content.ReadFromJsonAsync(WireJson.Default.Problem, token))!;
        Assert.That(problem.Code, Is.EqualTo(code), text);
        Assert.That(problem.Status, Is.EqualTo((int)reply.StatusCode));
        Assert.That(problem.Type, Is.EqualTo("urn:depin:problem:" + JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())));
        Assert.That(problem.Title, Is.Not.Empty);
        Assert.That(problem.Detail, Is.Not.Empty);
        Assert.That(problem.Remedy, Is.Not.Empty);
        Assert.That(text, Does.Not.Contain("DePin."), "no type names of ours");
        return problem;
    }
}
