using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The Docker Engine API, the endpoints we use.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly EngineConnection _connection;
    private readonly StrayProcesses _strays;

    public EngineClient(string socketPath, TimeProvider time)
    {
        _connection = new EngineConnection(socketPath, time);
        Containers = new ContainersClient(_connection);
        Images = new ImagesClient(_connection);
        Networks = new NetworksClient(_connection);
        System = new SystemClient(_connection);
        _strays = new StrayProcesses(time);
    }

    public ContainersClient Containers { get; }

    public ImagesClient Images { get; }

    public NetworksClient Networks { get; }

    public SystemClient System { get; }

    /// <summary>Removes a container, and what the engine forgot of it. It is gone, or about to go, when the engine says so.</summary>
    /// <exception cref="IOException">What the engine forgot does not go.</exception>
    public async Task RemoveContainerAsync(string name, CancellationToken token)
    {
        if (await Containers.FindAsync(name, withSize: false, token) is { State.Pid: 0 } info)
        {
            await EndStraysAsync(info, token);
        }

        await Containers.RemoveAsync(name, token);
    }

    /// <summary>Ends what runs of a container that is not running.</summary>
    /// <exception cref="IOException">It does not go.</exception>
    public Task EndStraysAsync(ContainerInfo info, CancellationToken token) =>
        _strays.EndAsync(info.Id, withShim: info.State.Meaning is ContainerState.Created, token);

    /// <summary>The API version spoken.</summary>
    public Task<string> VersionAsync(CancellationToken token) => _connection.VersionAsync(token);

    /// <summary>Since when the engine runs; null where that cannot be told.</summary>
    public DateTimeOffset? Since() => _connection.Since();

    public void Dispose() => _connection.Dispose();
}
