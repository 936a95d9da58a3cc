using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Every address of the OpenAPI document, called in every wrong way: what is refused is refused by a problem.</summary>
internal sealed class AttackTests
{
    private static readonly string[] _methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"];
    private static readonly string[] _types =
        ["application/json", "application/yaml", "application/octet-stream", "text/plain; charset=utf-7", "multipart/form-data", "x", ""];

    private static readonly string[] _segments =
    [
        "x", "0", "-1", "%0a", "%1b%5b2J", "%ff", "%c0%80", "%2e%2e", "%2f", "%5c", "%25", "%u0000", "%e2%80%ae", "0x",
        "0x" + new string('f', 64), "sha256:" + new string('0', 64), new string('9', 400), "null", "'or'1'='1",
        "%7Bid%7D", "%20", "*", "$where", "~",
    ];

    private static readonly string[] _queries =
    [
        "", "?epoch=1", "?epoch=-1&offset=-1", "?epoch=99999999999999999999",
        "?epoch=1&offset=9223372036854775807", "?%00=1", "?limit=-1",
        "?epoch=1&epoch=2", "?a[]=1", "?;&&==",
        "?epoch=1&sha256=sha256:x&size=1&offset=0", "?follow=perhaps", "?name=%00", "?before=1e9",
        "?attempt=0x", "?reason=%0a", "?offset=0&epoch=1&size=-9223372036854775808&sha256=sha256:"
            + "0000000000000000000000000000000000000000000000000000000000000000",
    ];

    private static readonly string[] _bodies =
    [
        "", "null", "[]", "{}", "0", "\"x\"", "{", "{\"node\":1}", "{\"a\":{\"a\":{\"a\":1}}}", "\0", "\ud7ff", "{\"node\":\"0x00\"}",
        "- a\n- b",
        "{\"boot\":\"x\",\"events\":null}", "{\"draining\":\"yes\"}", "{\"name\":\"x\",\"scopes\":null}",
        "{\"name\":\"x\",\"name\":\"y\",\"scopes\":[]}",
        "{\"login\":{},\"node\":\"0x0000000000000000000000000000000000000000\"}",
        "{\"message\":{\"sequence\":\"18446744073709551615\"}}",
        "{\"expiresInSeconds\":1e400}", new string('[', 5000), "{\"" + new string('k', 70_000) + "\":1}",
    ];

    [TestCase(1)]
    [TestCase(2)]
    [CancelAfter(180_000)]
    public async Task Whatever_is_refused_is_refused_by_a_problem(int seed, CancellationToken token)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        using HttpClient nobody = scheduler.Client(null);
        (string Path, string[] Methods)[] paths = await PathsAsync(scheduler, token);
        int refused = 0;
        for (int call = 0; call < 1500; call++)
        {
            (string path, string[] methods) = paths[random.Next(paths.Length)];
            bool byNode = path.StartsWith("/v1/node/", StringComparison.Ordinal) || path.StartsWith("/v1/att", StringComparison.Ordinal);
            HttpClient right = byNode ? node.Http : scheduler.Http;
            HttpClient caller = random.Next(10) switch { 0 => nobody, 1 => scheduler.Http, 2 => node.Http, _ => right };
            using HttpRequestMessage request = Request(random, path, methods, lease);
            using HttpResponseMessage reply = await caller.SendAsync(request, token);
            string text = await reply.Content.ReadAsStringAsync(token);
            refused += (int)reply.StatusCode >= 400 ? 1 : 0;
            Check(request, reply, text);
        }

        TestContext.Out.WriteLine($"{refused} of 1500 calls were refused");
        Assert.That(refused, Is.InRange(1000, 1499), "some calls are good by chance");
        Assert.That(await scheduler.Http.GetStringAsync(Routes.Health, token), Is.EqualTo("ok\n"));
        await scheduler.SubmitAsync(token);
        Lease good = await node.TakeLeaseAsync(token);
        await node.AttestAsync(good, node.Envelope(good, [], []), token);
    }

    private static async Task<(string Path, string[] Methods)[]> PathsAsync(TestScheduler scheduler, CancellationToken token)
    {
        using JsonDocument document = JsonDocument.Parse(await scheduler.Http.GetStringAsync("/openapi/v1.json", token));
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().Select(path => (path.Name,
            path.Value.EnumerateObject().Select(method => method.Name.ToUpperInvariant()).Where(method => method != "HEAD").ToArray()))];
    }

    /// <summary>Half of the identifiers are right, so that a call gets beyond the first door.</summary>
    private static HttpRequestMessage Request(Random random, string path, string[] methods, Lease lease)
    {
        string right = path.Contains("jobs", StringComparison.Ordinal) ? lease.Job.ToString()
            : path.Contains("attempts", StringComparison.Ordinal) ? lease.Attempt.ToString() : ContentHash.Of([1]).ToString();
        while (path.Contains('{', StringComparison.Ordinal) && path.IndexOf('{', StringComparison.Ordinal) is var from)
        {
            string segment = random.Next(2) == 0 ? right : _segments[random.Next(_segments.Length)];
            path = path[..from] + segment + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        string[] choice = methods.Length > 0 && random.Next(4) > 0 ? methods : _methods;
        string method = choice[random.Next(choice.Length)];
        if (method == "DELETE" && path.Contains(lease.Job.ToString(), StringComparison.Ordinal))
        {
            method = "PATCH"; // A good cancel is no attack.
        }

        HttpRequestMessage request = new(new HttpMethod(method), path + _queries[random.Next(_queries.Length)]);
        if (method is not ("GET" or "TRACE"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_bodies[random.Next(_bodies.Length)]));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", _types[random.Next(_types.Length)]);
        }

        if (random.Next(5) == 0)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", new string('k', random.Next(400)));
            request.Headers.TryAddWithoutValidation("Range", "bytes=9-1,x");
        }

        return request;
    }

    private static void Check(HttpRequestMessage request, HttpResponseMessage reply, string text)
    {
        string call = $"{request.Method} {request.RequestUri} -> {(int)reply.StatusCode} {text}";
        if (reply.IsSuccessStatusCode)
        {
            return;
        }

        Assert.That((int)reply.StatusCode, Is.InRange(400, 499), call);
        Assert.That(reply.Content.Headers.ContentType, Is.EqualTo(new MediaTypeHeaderValue("application/problem+json")), call);
        Problem problem = JsonSerializer.Deserialize(text, WireJson.Default.Problem)!;
        Assert.That(problem.Detail, Is.Not.Empty, call);
        Assert.That(problem.Detail, Has.Length.LessThan(600), call);
        Assert.That(problem.Remedy, Is.Not.Empty, call);
        Assert.That(text, Does.Not.Contain("DePin.").And.Not.Contain("System.").And.Not.Contain("   at "), call);
    }
}
