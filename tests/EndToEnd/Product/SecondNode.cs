namespace DePin.EndToEnd.Product;

/// <summary>Another node of a <see cref="Deployment"/>, on the same engine: somewhere for a job to go on.</summary>
internal sealed class SecondNode : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("depin-e2e-node-").FullName;
    private readonly Deployment _deployment;
    private ChildProcess? _process;

    public SecondNode(Deployment deployment) => _deployment = deployment;

    public ChildProcess Process => _process!;

    /// <summary>Starts the agent, for the first time or again.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        string config = Path.Combine(_root, "node.yaml");
        await File.WriteAllTextAsync(config, _deployment.NodeConfiguration(_root), token);
        _process = ChildProcess.Start(Deployment.Product("depin-node"), ["run", "--config", config], Path.Combine(_root, "node.log"));
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_root, recursive: true);
    }
}
