using System.Net;
using System.Text.Json;

namespace DePin.Scheduler.Tests.Http.Contract;

/// <summary>The OpenAPI document as a caller reads it: which call is this, and is that what it promises?</summary>
internal sealed class ApiDocument(JsonElement root)
{
    private static readonly SemaphoreSlim _turn = new(1, 1);
    private static ApiDocument? _read;

    private readonly SchemaCheck _check = new(root);

    public JsonElement Root => root;

    /// <summary>Every call: its address, its method, and what is said of it.</summary>
    public IEnumerable<(string Path, string Method, JsonElement Call)> Calls =>
        from path in root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name.ToUpperInvariant(), method.Value);

    /// <summary>The document of this program, asked for once: it does not differ from one scheduler to another.</summary>
    public static async Task<ApiDocument> OfAsync(Uri scheduler, CancellationToken token)
    {
        await _turn.WaitAsync(token);
        try
        {
            return _read ??= await ReadAsync(scheduler, token);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The call that this request is; null for an address that is not served.</summary>
    public JsonElement? Find(HttpMethod method, string path)
    {
        var fitting =
            from call in Calls
            where call.Method == method.Method && Fits(call.Path, path)
            orderby call.Path.Count(one => one == '{')
            select (JsonElement?)call.Call;
        return fitting.FirstOrDefault();
    }

    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string at) => _check.Faults(value, schema, at);

    public JsonElement Resolve(string reference) => _check.Resolve(reference);

    /// <summary>What it says of a reply with this status; the refusal, where it says nothing of it.</summary>
    public static JsonElement ReplyOf(JsonElement call, HttpStatusCode status)
    {
        JsonElement replies = call.GetProperty("responses");
        return replies.TryGetProperty($"{(int)status}", out JsonElement reply) ? reply : replies.GetProperty("default");
    }

    private static async Task<ApiDocument> ReadAsync(Uri scheduler, CancellationToken token)
    {
        using HttpClient client = new() { BaseAddress = scheduler };
        return new ApiDocument(JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", token)).RootElement);
    }

    private static bool Fits(string template, string path)
    {
        string[] wanted = template.Split('/');
        string[] given = path.Split('/');
        bool isOpen = wanted[^1] == "{path}";
        return (isOpen ? given.Length >= wanted.Length : given.Length == wanted.Length)
            && wanted.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }
}
