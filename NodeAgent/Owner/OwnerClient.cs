using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;

namespace DePin.NodeAgent.Owner;

/// <summary>Asks the running service over its socket.</summary>
internal sealed class OwnerClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly string _path;

    public OwnerClient(string path)
    {
        _path = path;
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
        {
            BaseAddress = new Uri("http://depin-node/"),
            Timeout = Timeout,
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

    public void Dispose() => _client.Dispose();

    private async Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken token)
    {
        try
        {
            T? answer = await _client.GetFromJsonAsync(route, type, token);
            return answer ?? throw new ServiceUnreachableException(_path, ServiceUnreachableException.Cause.Silent, null);
        }
        catch (HttpRequestException failed) when (failed.InnerException is SocketException refused)
        {
            throw new ServiceUnreachableException(_path, CauseOf(refused.SocketErrorCode), failed);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !token.IsCancellationRequested)
        {
            throw new ServiceUnreachableException(_path, ServiceUnreachableException.Cause.Silent, failed);
        }
    }

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
