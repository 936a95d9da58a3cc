using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace DePin.EndToEnd.Bench;

/// <summary>The Engine API as one would call it by hand: what the product's dispatch is measured against.</summary>
internal sealed class EngineByHand(string socket) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) })
    {
        BaseAddress = new Uri("http://engine/v1.41/"),
        Timeout = TimeSpan.FromMinutes(1),
    };

    public async Task<JsonNode> InspectAsync(string container, CancellationToken token) =>
        (await _client.GetFromJsonAsync<JsonNode>(new Uri($"containers/{container}/json", UriKind.Relative), token))!;

    public async Task<string> CreateAsync(JsonNode request, CancellationToken token)
    {
        using HttpResponseMessage reply = await _client.PostAsJsonAsync(new Uri("containers/create", UriKind.Relative), request, token);
        JsonNode body = (await reply.Content.ReadFromJsonAsync<JsonNode>(token))!;
        return reply.IsSuccessStatusCode ? (string)body["Id"]! : throw new InvalidOperationException(body.ToJsonString());
    }

    public async Task StartAsync(string container, CancellationToken token)
    {
        using HttpResponseMessage reply = await _client.PostAsync(new Uri($"containers/{container}/start", UriKind.Relative), null, token);
        reply.EnsureSuccessStatusCode();
    }

    public async Task RemoveAsync(string container, CancellationToken token)
    {
        using HttpResponseMessage reply = await _client.DeleteAsync(
            new Uri($"containers/{container}?force=true&v=true", UriKind.Relative), token);
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// The create request that would make the same container again, read back from the engine: image, command, limits and hardening
    /// as they are, in a network sandbox of the caller's, under no label of the product's.
    /// </summary>
    public static JsonNode SameAs(JsonNode inspected, string sandbox)
    {
        JsonNode request = inspected["Config"]!.DeepClone();
        request["Hostname"] = "";
        request["Labels"] = new JsonObject { ["bench"] = "by-hand" };
        JsonNode host = inspected["HostConfig"]!.DeepClone();
        host["NetworkMode"] = $"container:{sandbox}";
        request["HostConfig"] = host;
        return request;
    }

    public void Dispose() => _client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken token)
    {
        Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
        return new NetworkStream(connection, ownsSocket: true);
    }
}
