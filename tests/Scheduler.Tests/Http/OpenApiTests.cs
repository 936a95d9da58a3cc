using System.Net;
using System.Text.Json;
using DePin.Scheduler.Tests.Http.Contract;
using DePin.Scheduler.Tokens;
using Microsoft.AspNetCore.Routing;

namespace DePin.Scheduler.Tests.Http;

/// <summary>A client made from the document alone works. That it is true is held by <see cref="TruthHandler"/> in every test.</summary>
internal sealed class OpenApiTests
{
    [Test, CancelAfter(60_000)]
    public async Task Every_address_is_in_the_document(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        ApiDocument document = await ApiDocument.OfAsync(scheduler.Server.Addresses[0], token);

        string[] served =
        [
            .. from endpoint in scheduler.Server.Endpoints
               from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
               select $"{method} {endpoint.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal)}",
        ];
        Assert.That(served.Except(["GET /openapi/{documentName}.json"]), Is.EquivalentTo(document.Calls.Select(call =>
            $"{call.Method} {call.Path}")));
    }

    [Test, CancelAfter(60_000)]
    public async Task Every_call_says_who_may_make_it_and_how_it_refuses(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        ApiDocument document = await ApiDocument.OfAsync(scheduler.Server.Addresses[0], token);
        JsonElement schemes = document.Root.GetProperty("components").GetProperty("securitySchemes");
        using HttpClient nobody = scheduler.Client(null);

        foreach ((string path, string method, JsonElement call) in document.Calls)
        {
            JsonElement refusal = ApiDocument.ReplyOf(call, HttpStatusCode.BadGateway).GetProperty("content")
                .GetProperty("application/problem+json").GetProperty("schema");
            Assert.That(refusal.GetProperty("$ref").GetString(), Is.EqualTo("#/components/schemas/Problem"), path);

            bool isClosed = call.TryGetProperty("security", out JsonElement security);
            foreach (JsonProperty scheme in isClosed ? security.EnumerateArray().SelectMany(one => one.EnumerateObject()) : [])
            {
                Assert.That(schemes.TryGetProperty(scheme.Name, out _), Is.True, $"{path}: {scheme.Name}");
            }

            using HttpRequestMessage request = new(new HttpMethod(method), path.Replace("{", "", StringComparison.Ordinal)
                .Replace("}", "", StringComparison.Ordinal));
            using HttpResponseMessage reply = await nobody.SendAsync(request, token);
            Assert.That(reply.StatusCode == HttpStatusCode.Unauthorized, Is.EqualTo(isClosed), $"{method} {path} without a token");
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Every_reference_leads_somewhere_and_every_array_says_of_what(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        ApiDocument document = await ApiDocument.OfAsync(scheduler.Server.Addresses[0], token);

        Visit(document.Root, "#");

        void Visit(JsonElement element, string at)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                if (element.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String)
                {
                    document.Resolve(reference.GetString()!);
                }

                if (element.TryGetProperty("type", out JsonElement type) && $"{type}".Contains("array", StringComparison.Ordinal))
                {
                    Assert.That(element.TryGetProperty("items", out _), Is.True, at);
                }

                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Visit(member.Value, $"{at}/{member.Name}");
                }
            }

            foreach (JsonElement item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
            {
                Visit(item, at);
            }
        }
    }

    [TestCase("PUT", "/v1/attempts/{attempt}/logs", "epoch integer needed, offset integer needed")]
    [TestCase("PUT", "/v1/attempts/{attempt}/artifacts/{path}",
        "epoch integer needed, sha256 string needed, size integer needed, offset integer needed")]
    [TestCase("GET", "/v1/attempts/{attempt}/inputs/{hash}", "epoch integer needed, Range string")]
    [TestCase("PUT", "/v1/attempts/{attempt}/checkpoints/{hash}", "epoch integer needed, size integer needed, offset integer needed")]
    [TestCase("POST", "/v1/attempts/{attempt}/attestation", "epoch integer needed")]
    [TestCase("POST", "/v1/jobs", "Idempotency-Key string")]
    [TestCase("GET", "/v1/jobs", "state string, prefix string, name string, before integer, limit integer")]
    [TestCase("GET", "/v1/jobs/{id}/logs", "attempt string, offset integer, follow boolean")]
    [TestCase("GET", "/v1/ledger", "after integer, limit integer, job string")]
    [CancelAfter(60_000)]
    public async Task A_call_says_what_it_reads(string method, string path, string expected, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        ApiDocument document = await ApiDocument.OfAsync(scheduler.Server.Addresses[0], token);

        JsonElement call = document.Calls.Single(one => one.Method == method && one.Path == path).Call;
        string said = string.Join(", ",
            from one in call.GetProperty("parameters").EnumerateArray()
            where one.GetProperty("in").GetString() != "path"
            let needed = one.TryGetProperty("required", out JsonElement required) && required.GetBoolean()
            select $"{one.GetProperty("name")} {one.GetProperty("schema").GetProperty("type")}{(needed ? " needed" : "")}");
        Assert.That(said, Is.EqualTo(expected));
    }

    [TestCase("GET", "/v1/jobs/{id}/logs")]
    [TestCase("GET", "/v1/jobs/{id}/artifacts/{path}")]
    [TestCase("GET", "/v1/attempts/{attempt}/inputs/{hash}")]
    [TestCase("GET", "/v1/attempts/{attempt}/checkpoints/{hash}")]
    [CancelAfter(60_000)]
    public async Task A_file_is_promised_as_bytes(string method, string path, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        ApiDocument document = await ApiDocument.OfAsync(scheduler.Server.Addresses[0], token);

        JsonElement call = document.Calls.Single(one => one.Method == method && one.Path == path).Call;
        JsonElement schema = ApiDocument.ReplyOf(call, HttpStatusCode.OK).GetProperty("content").GetProperty("application/octet-stream")
            .GetProperty("schema");
        schema = document.Resolve(schema.GetProperty("$ref").GetString()!);
        Assert.That($"{schema.GetProperty("type")} {schema.GetProperty("format")}", Is.EqualTo("string binary"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_may_call_is_declared_with_every_endpoint(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);

        IEnumerable<string> open = from endpoint in scheduler.Server.Endpoints
                                   where endpoint.Metadata.GetMetadata<Callers>() is null or Callers.Anyone
                                   select endpoint.RoutePattern.RawText!;
        Assert.That(open, Is.EquivalentTo(new[] { "/v1/node/session", "/health", "/openapi/{documentName}.json" }));
    }
}
