using System.Net.Sockets;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>
/// HTTP over the engine's Unix socket. Negotiates the API version before the first call (and again after the engine was away, for it may
/// have been upgraded), puts a time limit on every call and turns a missing engine into <see cref="EngineUnavailableException"/>.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private readonly string _socketPath;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private volatile string? _version;

    /// <param name="socketPath">The engine's Unix socket.</param>
    /// <param name="time">Drives the time limits.</param>
    public EngineConnection(string socketPath, TimeProvider time)
    {
        _socketPath = socketPath;
        _time = time;
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://engine/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The API version spoken, negotiated when it is not known yet.</summary>
    /// <exception cref="EngineException">The engine's newest version is older than <see cref="ApiVersion.Oldest"/>.</exception>
    public async Task<string> VersionAsync(CancellationToken token)
    {
        if (_version is { } known)
        {
            return known;
        }

        using EngineReply reply = await SendAsync(new EngineCall(HttpMethod.Get, "_ping") { Timeout = PingTimeout }, "_ping", token);
        string offered = reply.Header("Api-Version");
        if (!ApiVersion.TryParse(offered, out ApiVersion version) || version.CompareTo(ApiVersion.Oldest) < 0)
        {
            throw new EngineException(
                "GET /_ping", reply.Status, $"its API version is '{offered}', and {ApiVersion.Oldest} or later is needed");
        }

        ApiVersion spoken = version.CompareTo(ApiVersion.Newest) < 0 ? version : ApiVersion.Newest;
        return _version = spoken.ToString();
    }

    /// <summary>Sends <paramref name="call"/> and returns once the answer's head is here. The caller disposes the reply.</summary>
    public async Task<EngineReply> SendAsync(EngineCall call, CancellationToken token) =>
        await SendAsync(call, $"v{await VersionAsync(token)}/{call.Path}", token);

    /// <summary>Since when the engine that listens now runs; null where that cannot be told.</summary>
    public DateTimeOffset? Since() => EngineProcess.Since(_socketPath, _time.GetUtcNow());

    public void Dispose() => _http.Dispose();

    private async Task<EngineReply> SendAsync(EngineCall call, string path, CancellationToken token)
    {
        CancellationTokenSource limit = new(call.Timeout, _time);
        CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        CallScope scope = new(call, limit, linked, token);
        try
        {
            using HttpRequestMessage request = new(call.Method, path) { Content = call.Content };
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return new EngineReply(response, scope);
        }
        catch (Exception error) when (scope.IsAway(error))
        {
            _version = null;
            scope.Dispose();
            throw scope.Away(error);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException($"{_socketPath}: {error.Message}", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
