using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.EndToEnd.Product;

/// <summary>
/// A node of its own: a state directory, a configuration, an owner's socket, and a process that may be killed and started.
/// </summary>
/// <param name="root">Of the deployment.</param>
/// <param name="name">Of its directory below.</param>
/// <param name="scheduler">The address at which it reaches the scheduler.</param>
internal sealed class ProductNode(string root, string name, PrivateDockerd engine, string scheduler) : IAsyncDisposable
{
    private ChildProcess? _process;

    public ChildProcess Process => _process!;

    public bool Runs => _process is { HasExited: false };

    public string State => Path.Combine(root, name);

    /// <summary>The machine whose GPUs it has; null for this one's.</summary>
    public SimulatedMachine? Gpus { get; init; }

    /// <summary>Memory of the GPU that its processor stands in for, such as <c>1MiB</c>; null for none.</summary>
    public string? StandIn { get; init; }

    private string Config => Path.Combine(root, $"{name}.yaml");

    /// <summary>Starts the process and does not wait until it is connected.</summary>
    /// <param name="crashAt">Where it kills itself.</param>
    public void Launch(CrashPoint? crashAt)
    {
        File.WriteAllText(Config, Configuration());
        _process = ChildProcess.Start(
            Program,
            ["run", "--config", Config],
            Path.Combine(root, $"{name}.log"),
            Environment(crashAt).ToDictionary());
    }

    /// <summary>Runs <c>depin-node</c> as its owner would.</summary>
    public Task<ShellResult> OwnerAsync(CancellationToken token, params string[] arguments) =>
        Shell.TryAsync(Program, [.. arguments, "--config", Config], token);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "depin-node");

    private IEnumerable<KeyValuePair<string, string>> Environment(CrashPoint? crashAt)
    {
        if (crashAt is not null)
        {
            yield return new($"DEPIN_{CrashPoint.Key}", crashAt.ToText());
        }

        if (Gpus is not null)
        {
            yield return new(WorkerStart.RootVariable, Gpus.Root);
        }
    }

    private string Configuration() => $"""
        scheduler:
          url: {scheduler}
        beneficiary: "0x00000000000000000000000000000000000000b0"
        key:
          file: {Path.Combine(State, "key.hex")}
          plain: true
        stateDirectory: {State}
        socket: {Path.Combine(root, $"{name}.sock")}
        containers:
          socket: {engine.Socket}
          allowRegistries: [127.0.0.1]
        gpus:
          acceptSimulated: {(Gpus is null ? "false" : "true")}
          standIn: {StandIn ?? "0MiB"}
        """;
}
