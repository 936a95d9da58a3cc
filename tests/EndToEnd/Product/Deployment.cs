using System.Text.Json;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.EndToEnd.Product;

/// <summary>
/// The product as its people run it: a scheduler process, a node process and the submitter's command line, on a dockerd and an
/// image registry of their own. Each process can be killed and started again; the state on disk stays.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private readonly string _root;
    private readonly int _port = LoopbackPorts.Next();
    private ChildProcess? _scheduler;
    private ChildProcess? _node;
    private SchedulerTransport? _transport;

    private Deployment(string root, PrivateDockerd engine, ImageRegistry registry, string image)
    {
        _root = root;
        Engine = engine;
        Registry = registry;
        Image = image;
    }

    public PrivateDockerd Engine { get; }

    public ImageRegistry Registry { get; }

    /// <summary>A static busybox, pinned by digest, not yet pulled.</summary>
    public string Image { get; }

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>
    /// A submitter's requests without a command line for each: what a test asks again and again must not take the processor from what it
    /// watches. There once the scheduler has started.
    /// </summary>
    public SchedulerClient Api => new(_transport!, RetryPolicy.Brief);

    public ChildProcess Scheduler => _scheduler!;

    public ChildProcess Node => _node!;

    private string OptionsFile => Path.Combine(_root, "scheduler.json");

    private string TokenFile => Path.Combine(_root, "scheduler", "operator.token");

    /// <param name="liveRestore">Whether containers outlive their dockerd.</param>
    /// <param name="token">Gives up.</param>
    /// <param name="schedulerOptions">JSON for <c>serve --config</c>.</param>
    public static async Task<Deployment> StartAsync(bool liveRestore, CancellationToken token, string schedulerOptions = "{}")
    {
        string root = Directory.CreateTempSubdirectory("depin-e2e-").FullName;
        PrivateDockerd engine = await PrivateDockerd.StartAsync(Path.Combine(root, "docker"), liveRestore, token);
        ImageRegistry registry = await ImageRegistry.StartAsync(Path.Combine(root, "registry"), token);
        Deployment deployment = new(root, engine, registry, await registry.PushBusyboxAsync(engine, token));
        await File.WriteAllTextAsync(deployment.OptionsFile, schedulerOptions, token);
        await deployment.StartSchedulerAsync(token);
        await deployment.StartNodeAsync(token);
        return deployment;
    }

    public async Task StartSchedulerAsync(CancellationToken token)
    {
        _scheduler = ChildProcess.Start(
            Product("depin-scheduler"),
            ["serve", "--config", OptionsFile, "--listen", Url, "--state", Path.Combine(_root, "scheduler")],
            Path.Combine(_root, "scheduler.log"));
        using HttpClient client = new();
        await Eventually.TrueAsync(() => HealthyAsync(client, Url + Routes.Health, token), StartBound, () => _scheduler.Tail(), token);
        _transport ??= new SchedulerTransport(await AccountAsync(token), new ClientLimits(), TimeProvider.System);
    }

    public async Task StartNodeAsync(CancellationToken token)
    {
        string config = Path.Combine(_root, "node.yaml");
        await File.WriteAllTextAsync(config, NodeConfiguration(_root), token);
        _node = ChildProcess.Start(Product("depin-node"), ["run", "--config", config], Path.Combine(_root, "node.log"));
        await Eventually.TrueAsync(
            async () => _node.HasExited
                || (await Api.NodesAsync(token)).Nodes.Any(node => node.Liveness == NodeLiveness.Connected && node.Capacity is not null),
            StartBound,
            () => $"no connected node.\n{_node.Tail()}\n{Scheduler.Tail()}",
            token);
        Assert.That(_node.HasExited, Is.False, () => _node.Tail());
    }

    /// <summary>Runs <c>depin-scheduler</c> as a submitter would.</summary>
    public Task<ShellResult> CliAsync(CancellationToken token, params string[] arguments) => Shell.TryAsync(
        Product("depin-scheduler"),
        [.. arguments, "--scheduler", Url, "--token-file", TokenFile],
        token);

    /// <summary>Runs <c>attestation verify</c>, which needs no scheduler.</summary>
    public static Task<ShellResult> VerifyAsync(string file, CancellationToken token) =>
        Shell.TryAsync(Product("depin-scheduler"), ["attestation", "verify", file], token);

    /// <summary>Runs <c>depin-node</c> as its owner would.</summary>
    public Task<ShellResult> OwnerAsync(CancellationToken token, params string[] arguments) =>
        Shell.TryAsync(Product("depin-node"), [.. arguments, "--config", Path.Combine(_root, "node.yaml")], token);

    public async Task<JobView> SubmitAsync(string jobFile, CancellationToken token, params string[] more)
    {
        string path = Path.Combine(_root, $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, jobFile, token);
        ShellResult result = await CliAsync(token, ["job", "submit", path, "--json", .. more]);
        Assert.That(result.Output, Is.Not.Empty, () => result.Error);
        return JsonSerializer.Deserialize(result.Output, WireJson.Default.JobView)!;
    }

    public Task<JobView> FinishedAsync(JobId job, TimeSpan within, CancellationToken token) =>
        ReachedAsync(job, state => state is JobState.Finished, within, token);

    public Task<JobView> RunningAsync(JobId job, TimeSpan within, CancellationToken token) =>
        ReachedAsync(job, state => state is JobState.Placed { Phase: AttemptPhase.Running }, within, token);

    public async Task<string> LogAsync(JobId job, CancellationToken token) => (await CliAsync(token, "job", "logs", job.ToString())).Output;

    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync(CancellationToken token)
    {
        ShellResult result = await CliAsync(token, "ledger", "--json");
        Assert.That(result.ExitCode, Is.Zero, () => result.Error);
        return JsonSerializer.Deserialize(result.Output, WireJson.Default.LedgerPage)!.Rows;
    }

    public static string Product(string name) => Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>A node whose files are below <paramref name="root"/>.</summary>
    public string NodeConfiguration(string root) => $"""
        scheduler:
          url: {Url}
        beneficiary: "0x00000000000000000000000000000000000000b0"
        key:
          file: {Path.Combine(root, "node", "key.hex")}
          plain: true
        stateDirectory: {Path.Combine(root, "node")}
        socket: {Path.Combine(root, "node.sock")}
        containers:
          socket: {Engine.Socket}
        """;

    public async ValueTask DisposeAsync()
    {
        await (_node?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_scheduler?.DisposeAsync() ?? ValueTask.CompletedTask);
        _transport?.Dispose();
        await Registry.DisposeAsync();
        await Engine.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task<SchedulerAccount> AccountAsync(CancellationToken token) => new(
        new Uri(Url), ApiToken.TryParse(await File.ReadAllTextAsync(TokenFile, token), out ApiToken? secret) ? secret : null);

    private async Task<JobView> ReachedAsync(JobId job, Func<JobState, bool> holds, TimeSpan within, CancellationToken token)
    {
        JobView? view = null;
        await Eventually.TrueAsync(
            async () => holds((view = await Api.JobAsync(job, token)).State),
            within,
            () => $"{view?.State}\n{Node.Tail()}\n{Scheduler.Tail()}",
            token);
        return view!;
    }

    private static async Task<bool> HealthyAsync(HttpClient client, string url, CancellationToken token)
    {
        try
        {
            return (await client.GetAsync(new Uri(url), token)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
