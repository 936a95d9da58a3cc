using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.NodeAgent.Configuration;
using DePin.Protocol;

namespace DePin.NodeAgent.Owner;

/// <summary>Asks the running service over its socket, and has it do what its owner wants.</summary>
internal sealed class OwnerClient : IDisposable
{
    /// <summary>The service answers from memory.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    /// <summary>An engine takes its time to remove large images.</summary>
    private static readonly TimeSpan _pruned = TimeSpan.FromMinutes(30);

    private readonly HttpClient _client;
    private readonly string _path;

    public OwnerClient(string path)
    {
        _path = path;
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
        {
            BaseAddress = new Uri("http://depin-node/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 4 << 20,
        };
    }

    /// <exception cref="ServiceUnreachableException">It does not run, may not be asked by this user, or does not answer.</exception>
    public Task<NodeStatus> GetStatusAsync(CancellationToken token) => GetAsync(OwnerRoutes.Status, OwnerJson.Default.NodeStatus, token);

    /// <inheritdoc cref="GetStatusAsync"/>
    public Task<IReadOnlyList<OwnerAttempt>> GetAttemptsAsync(CancellationToken token) =>
        GetAsync(OwnerRoutes.Attempts, OwnerJson.Default.IReadOnlyListOwnerAttempt, token);

    /// <inheritdoc cref="GetStatusAsync"/>
    public Task<IReadOnlyList<OwnerAttestation>> GetAttestationsAsync(CancellationToken token) =>
        GetAsync(OwnerRoutes.Attestations, OwnerJson.Default.IReadOnlyListOwnerAttestation, token);

    /// <returns>How the node is after that.</returns>
    /// <exception cref="ServiceUnreachableException">It does not run, may not be asked by this user, or does not answer.</exception>
    /// <exception cref="OwnerRefusedException">The order cannot be obeyed.</exception>
    public Task<NodeStatus> DrainAsync(DrainOrder order, CancellationToken token) => AskAsync(
        HttpMethod.Put, OwnerRoutes.Drain, Json(order, OwnerJson.Default.DrainOrder), OwnerJson.Default.NodeStatus, _soon, token);

    /// <inheritdoc cref="DrainAsync"/>
    public Task<ReloadReport> ReloadAsync(CancellationToken token) =>
        AskAsync(HttpMethod.Post, OwnerRoutes.Reload, null, OwnerJson.Default.ReloadReport, _soon, token);

    /// <inheritdoc cref="DrainAsync"/>
    public Task<PruneReport> PruneAsync(PruneOrder order, CancellationToken token) => AskAsync(
        HttpMethod.Post, OwnerRoutes.Prune, Json(order, OwnerJson.Default.PruneOrder), OwnerJson.Default.PruneReport, _pruned, token);

    /// <inheritdoc cref="DrainAsync"/>
    public async Task StopAsync(AttemptId id, CancellationToken token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, OwnerRoutes.Stop(id));
        using HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, _soon, token);
    }

    /// <summary>Copies the job's log as it wrote it; with <paramref name="follow"/>, until there will be no more.</summary>
    /// <inheritdoc cref="DrainAsync"/>
    public async Task CopyLogAsync(AttemptId id, bool follow, Stream output, CancellationToken token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, OwnerRoutes.Log(id, follow));
        using HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _soon, token);
        try
        {
            await response.Content.CopyToAsync(output, token);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException && !token.IsCancellationRequested)
        {
            throw Silent(failed);
        }
    }

    public void Dispose() => _client.Dispose();

    private Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken token) =>
        AskAsync(HttpMethod.Get, route, null, type, _soon, token);

    private async Task<T> AskAsync<T>(
        HttpMethod method, string route, HttpContent? body, JsonTypeInfo<T> type, TimeSpan within, CancellationToken token)
    {
        using HttpRequestMessage request = new(method, route) { Content = body };
        using HttpResponseMessage response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, within, token);
        return await ReadAsync(response, type, token);
    }

    /// <returns>An answer that is no refusal.</returns>
    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption until, TimeSpan within, CancellationToken token)
    {
        using CancellationTokenSource limit = new(within, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, until, either.Token);
        }
        catch (HttpRequestException failed) when (failed.InnerException is SocketException refused)
        {
            throw new ServiceUnreachableException(_path, CauseOf(refused.SocketErrorCode), failed);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException && !token.IsCancellationRequested)
        {
            throw Silent(failed);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, token);
        }
    }

    /// <summary>A service of another version may not know the question.</summary>
    private async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken token)
    {
        try
        {
            return new OwnerRefusedException(await ReadAsync(response, OwnerJson.Default.OwnerRefusal, token));
        }
        catch (ServiceUnreachableException)
        {
            return new OwnerRefusedException(new OwnerRefusal(
                $"The service answered {(int)response.StatusCode} and not why.",
                "It may be older than this program: restart it ('systemctl restart depin-node'); running jobs go on meanwhile."));
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken token)
    {
        try
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(token);
            T? answer = JsonSerializer.Deserialize(body, type);
            return answer ?? throw Silent(null);
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or IOException)
        {
            throw Silent(failed);
        }
    }

    private static ByteArrayContent Json<T>(T order, JsonTypeInfo<T> type)
    {
        ByteArrayContent body = new(JsonSerializer.SerializeToUtf8Bytes(order, type));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return body;
    }

    private ServiceUnreachableException Silent(Exception? why) => new(_path, ServiceUnreachableException.Cause.Silent, why);

    private static ServiceUnreachableException.Cause CauseOf(SocketError error) => error == SocketError.AccessDenied
        ? ServiceUnreachableException.Cause.Forbidden
        : ServiceUnreachableException.Cause.NotRunning;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
