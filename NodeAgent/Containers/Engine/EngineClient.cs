namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The Docker Engine API, the endpoints we use.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly EngineConnection _connection;

    public EngineClient(string socketPath, TimeProvider time)
    {
        _connection = new EngineConnection(socketPath, time);
        Containers = new ContainersClient(_connection);
        Images = new ImagesClient(_connection);
        Networks = new NetworksClient(_connection);
        System = new SystemClient(_connection);
    }

    public ContainersClient Containers { get; }

    public ImagesClient Images { get; }

    public NetworksClient Networks { get; }

    public SystemClient System { get; }

    /// <summary>The API version spoken.</summary>
    public Task<string> VersionAsync(CancellationToken token) => _connection.VersionAsync(token);

    public void Dispose() => _connection.Dispose();
}
