using System.Net.Http.Headers;
using System.Text.Json;
using System.Web;

namespace DePin.Scheduler.Tests.Http.Contract;

/// <summary>
/// Holds every call that any test makes against the OpenAPI document: what was taken must be what it asks for, what came back what it
/// promises.
/// </summary>
internal sealed class TruthHandler(ApiDocument document) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage reply = await base.SendAsync(request, cancellationToken);
        JsonElement? call = document.Find(request.Method, request.RequestUri!.AbsolutePath);
        string what = $"{request.Method} {request.RequestUri.PathAndQuery}";
        if (call is { } known)
        {
            if (reply.IsSuccessStatusCode)
            {
                CheckQuery(known, request.RequestUri, what);
                await CheckBodyAsync(known.TryGetProperty("requestBody", out JsonElement body) ? body : default, request.Content, what,
                    cancellationToken);
            }

            await CheckBodyAsync(ApiDocument.ReplyOf(known, reply.StatusCode), reply.Content, $"{what} → {(int)reply.StatusCode}",
                cancellationToken);
        }
        else
        {
            Assert.That(reply.IsSuccessStatusCode && request.RequestUri.AbsolutePath != "/openapi/v1.json", Is.False,
                $"{what} was served and is not in the document");
        }

        return reply;
    }

    private void CheckQuery(JsonElement call, Uri address, string what)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(address.Query);
        JsonElement[] parameters = call.TryGetProperty("parameters", out JsonElement all)
            ? [.. all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query")]
            : [];
        foreach (JsonElement parameter in parameters)
        {
            string name = parameter.GetProperty("name").GetString()!;
            if (query[name] is { } text)
            {
                JsonElement schema = parameter.GetProperty("schema");
                bool isText = schema.GetProperty("type").GetString() == "string";
                JsonElement value = JsonDocument.Parse(isText ? JsonSerializer.Serialize(text) : text.ToLowerInvariant()).RootElement;
                Assert.That(document.Faults(value, schema, name), Is.Empty, what);
            }
            else
            {
                Assert.That(parameter.TryGetProperty("required", out JsonElement needed) && needed.GetBoolean(), Is.False,
                    $"{what}: was taken without {name}");
            }
        }
    }

    /// <summary>JSON agrees with its schema; other bytes have a type that was promised.</summary>
    private async Task CheckBodyAsync(JsonElement promise, HttpContent? content, string what, CancellationToken token)
    {
        if (content?.Headers.ContentType is not MediaTypeHeaderValue type || promise.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        Assert.That(promise.TryGetProperty("content", out JsonElement contents), Is.True, $"{what}: a body was not promised");
        Assert.That(contents.EnumerateObject().Select(one => one.Name), Does.Contain(type.MediaType), what);
        if (type.MediaType!.EndsWith("json", StringComparison.Ordinal))
        {
            byte[] text = await content.ReadAsByteArrayAsync(token);
            if (text.Length > 0)
            {
                using JsonDocument value = JsonDocument.Parse(text);
                JsonElement schema = contents.GetProperty(type.MediaType).GetProperty("schema");
                Assert.That(document.Faults(value.RootElement, schema, "$"), Is.Empty, what);
            }
        }
    }
}
