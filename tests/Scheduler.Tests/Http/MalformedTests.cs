using System.Net.Sockets;
using System.Text;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

internal sealed class MalformedTests
{
    [Test, CancelAfter(180_000)]
    public async Task Every_malformed_message_gets_its_own_clear_problem_and_changes_nothing(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        Malformed[] corpus = [.. MalformedSyncs.All(node, lease), .. MalformedUploads.All(node, lease), .. MalformedCalls.All()];
        Assert.That(corpus, Has.Length.GreaterThanOrEqualTo(60));
        Assert.That(corpus.Select(one => one.Name), Is.Unique);
        long commits = scheduler.Server.Commits;
        using (Assert.EnterMultipleScope())
        {
            foreach (Malformed one in corpus)
            {
                await CheckAsync(one, one.ByNode ? node.Http : scheduler.Http, token);
            }
        }

        TestContext.Out.WriteLine($"{corpus.Length} malformed messages");
        Assert.That(scheduler.Server.Commits, Is.EqualTo(commits), "not one of them reached the store");
        await node.AttestAsync(lease, node.Envelope(lease, [], []), token);
        Assert.That((await scheduler.ShowAsync(lease.Job, token)).State, Is.InstanceOf<JobState.Finished>(), "the good one still works");
    }

    private static IEnumerable<TestCaseData> NotHttp()
    {
        yield return new TestCaseData("GET / HTTP/9.9\r\n\r\n", "505").SetArgDisplayNames("another version");
        yield return new TestCaseData("POST /v1/node/sync HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "400")
            .SetArgDisplayNames("a negative length");
        yield return new TestCaseData("POST /v1/node/sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n", "4")
            .SetArgDisplayNames("a chunk without a length");
        yield return new TestCaseData("GET /v1/jobs HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n", "400")
            .SetArgDisplayNames("a bad header");
        yield return new TestCaseData("\u0000\u0001\u0002\u0003\r\n\r\n", "400").SetArgDisplayNames("bytes");
        yield return new TestCaseData($"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n", "414")
            .SetArgDisplayNames("a long address");
        yield return new TestCaseData(
            $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: y\r\n"))}\r\n", "431")
            .SetArgDisplayNames("many headers");
    }

    [TestCaseSource(nameof(NotHttp))]
    [CancelAfter(60_000)]
    public async Task Bytes_that_are_no_HTTP_do_not_hurt_and_are_told_so(string bytes, string status, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        string reply = "";
        for (int attempt = 0; attempt < 20 && reply.Length == 0; attempt++)
        {
            reply = await SayAsync(scheduler.Server.Addresses[0].Port, bytes, token);
        }

        Assert.That(reply, Does.StartWith($"HTTP/1.1 {status}").And.Contain("application/problem+json").And.Contain("\"remedy\""));
        Assert.That(await scheduler.Http.GetStringAsync(Routes.Health, token), Is.EqualTo("ok\n"));
    }

    /// <summary>Empty where the server closed before the reply was read, as it may while it still has something to read itself.</summary>
    private static async Task<string> SayAsync(int port, string bytes, CancellationToken token)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", port, token);
        NetworkStream stream = client.GetStream();
        using StreamReader reader = new(stream);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), token);
            return await reader.ReadToEndAsync(token);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task CheckAsync(Malformed one, HttpClient client, CancellationToken token)
    {
        using HttpRequestMessage request = one.ToRequest();
        using HttpResponseMessage reply = await client.SendAsync(request, token);
        string text = await reply.Content.ReadAsStringAsync(token);
        if (reply.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            Assert.Fail($"{one.Name}: no problem but {(int)reply.StatusCode} {text}");
            return;
        }

        Problem problem = System.Text.Json.JsonSerializer.Deserialize(text, WireJson.Default.Problem)!;
        Assert.That(problem.Code, Is.EqualTo(one.Code), $"{one.Name}: {text}");
        Assert.That(problem.Detail + problem.Remedy, Does.Contain(one.Says), one.Name);
        Assert.That(problem.Remedy, Is.Not.Empty, one.Name);
        Assert.That(
            text, Does.Not.Contain("DePin.").And.Not.Contain("System.").And.Not.Contain(".NET").And.Not.Contain("nullab"), one.Name);
    }
}
