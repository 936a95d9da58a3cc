using System.Text.Json;

namespace DePin.Scheduler.Tests.Http;

internal sealed class OpenApiTests
{
    [Test, CancelAfter(60_000)]
    public async Task The_document_names_every_address_and_what_our_values_look_like(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using JsonDocument document = JsonDocument.Parse(await scheduler.Http.GetStringAsync("/openapi/v1.json", token));
        string[] paths = [.. document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name)];

        Assert.That(paths, Is.SupersetOf(new[]
        {
            "/v1/node/session", "/v1/node/sync", "/v1/node/events", "/v1/attempts/{attempt}/logs",
                "/v1/attempts/{attempt}/artifacts/{path}",
            "/v1/attempts/{attempt}/inputs/{hash}", "/v1/attempts/{attempt}/attestation", "/v1/jobs", "/v1/jobs/{id}", "/v1/jobs/{id}/logs",
            "/v1/jobs/{id}/artifacts", "/v1/jobs/{id}/artifacts/{path}", "/v1/jobs/{id}/why", "/v1/jobs/{id}/attestations",
                "/v1/blobs/{hash}",
            "/v1/node/challenges/{id}/filled", "/v1/node/challenges/{id}/commit", "/v1/node/challenges/{id}/open",
            "/v1/node/challenges/{id}/give-up", "/v1/nodes/{address}/proofs", "/v1/proofs/{id}/transcript",
            "/v1/nodes", "/v1/nodes/{address}", "/v1/nodes/{address}/drain", "/v1/ledger", "/v1/tokens", "/v1/tokens/{id}", "/health",
        }));
        string text = document.RootElement.GetRawText();
        Assert.That(text, Does.Contain("^0x[0-9a-fA-F]{64}$").And.Contain("^sha256:[0-9a-f]{64}$"));
    }
}
