using System.Text.Json;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;
using DePin.SimulatedDrivers;

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
    private readonly string _schedulerOptions;
    private readonly List<ProductNode> _nodes = [];
    private SchedulerTransport? _transport;

    private Deployment(string root, PrivateDockerd engine, ImageRegistry registry, string image, string schedulerOptions)
    {
        _root = root;
        _schedulerOptions = schedulerOptions;
        Engine = engine;
        Registry = registry;
        Image = image;
    }

    public PrivateDockerd Engine { get; }

    public ImageRegistry Registry { get; }

    /// <summary>A static busybox, pinned by digest, not yet pulled.</summary>
    public string Image { get; }

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>A way to the scheduler that can be cut.</summary>
    public CuttableLink Link() => new(_port);

    /// <summary>
    /// A submitter's requests without a command line for each: what a test asks again and again must not take the processor from what it
    /// watches. There once the scheduler has started.
    /// </summary>
    public SchedulerClient Api => new(_transport!, RetryPolicy.Brief);

    public ChildProcess Scheduler => _scheduler!;

    /// <summary>The process of the first node.</summary>
    public ChildProcess Node => _nodes[0].Process;

    public string NodeState => _nodes[0].State;

    private string TokenFile => Path.Combine(_root, "scheduler", "operator.token");

    /// <summary>A scheduler and a node that work.</summary>
    public static async Task<Deployment> StartAsync(bool liveRestore, CancellationToken token)
    {
        Deployment deployment = await StartWithoutNodeAsync(liveRestore, "{}", token);
        deployment.AddNode("node", deployment.Url);
        await deployment.StartNodeAsync(token);
        return deployment;
    }

    /// <param name="schedulerOptions">JSON, as <c>serve --config</c> reads it.</param>
    public static async Task<Deployment> StartWithoutNodeAsync(bool liveRestore, string schedulerOptions, CancellationToken token)
    {
        string root = Directory.CreateTempSubdirectory("depin-e2e-").FullName;
        PrivateDockerd engine = await PrivateDockerd.StartAsync(Path.Combine(root, "docker"), liveRestore, token);
        ImageRegistry registry = await ImageRegistry.StartAsync(Path.Combine(root, "registry"), token);
        Deployment deployment = new(root, engine, registry, await registry.PushBusyboxAsync(engine, token), schedulerOptions);
        await deployment.StartSchedulerAsync(token);
        return deployment;
    }

    /// <summary>One more machine on the same engine, not yet started.</summary>
    /// <param name="scheduler">The address at which it reaches the scheduler.</param>
    /// <param name="gpus">The machine whose GPUs it has; null for this one's.</param>
    /// <param name="standIn">Memory of the GPU that its processor stands in for; null for none.</param>
    public ProductNode AddNode(string name, string scheduler, SimulatedMachine? gpus = null, string? standIn = null)
    {
        ProductNode node = new(_root, name, Engine, scheduler) { Gpus = gpus, StandIn = standIn };
        _nodes.Add(node);
        return node;
    }

    public async Task StartSchedulerAsync(CancellationToken token)
    {
        LaunchScheduler();
        using HttpClient client = new();
        await Eventually.TrueAsync(() => HealthyAsync(client, Url + Routes.Health, token), StartBound, () => Scheduler.Tail(), token);
        _transport ??= new SchedulerTransport(await AccountAsync(token), new ClientLimits(), TimeProvider.System);
    }

    /// <summary>Starts the first node.</summary>
    public Task StartNodeAsync(CancellationToken token) => StartNodeAsync(_nodes[0], token);

    /// <summary>Starts a node and waits until as many are connected as run, and each has said what it offers.</summary>
    public async Task StartNodeAsync(ProductNode node, CancellationToken token)
    {
        node.Launch(crashAt: null);
        await Eventually.TrueAsync(
            async () => node.Process.HasExited
                || (await Api.NodesAsync(token)).Nodes.Count(it => it.Liveness == NodeLiveness.Connected && it.Capacity is not null)
                    >= _nodes.Count(it => it.Runs),
            StartBound,
            () => $"no connected node.\n{node.Process.Tail()}\n{Scheduler.Tail()}",
            token);
        Assert.That(node.Process.HasExited, Is.False, () => node.Process.Tail());
    }

    /// <summary>Starts the scheduler's process and does not wait until it serves.</summary>
    public void LaunchScheduler()
    {
        string config = Path.Combine(_root, "scheduler.json");
        File.WriteAllText(config, _schedulerOptions);
        _scheduler = ChildProcess.Start(
            Product("depin-scheduler"),
            ["serve", "--config", config, "--listen", Url, "--state", Path.Combine(_root, "scheduler")],
            Path.Combine(_root, "scheduler.log"));
    }

    /// <summary>Starts the first node's process and does not wait until it is connected.</summary>
    /// <param name="crashAt">Where it kills itself.</param>
    public void LaunchNode(CrashPoint? crashAt = null) => _nodes[0].Launch(crashAt);

    /// <summary>Runs <c>depin-scheduler</c> as a submitter would.</summary>
    public Task<ShellResult> CliAsync(CancellationToken token, params string[] arguments) => Shell.TryAsync(
        Product("depin-scheduler"),
        [.. arguments, "--scheduler", Url, "--token-file", TokenFile],
        token);

    /// <summary>Runs <c>attestation verify</c>, which needs no scheduler.</summary>
    public static Task<ShellResult> VerifyAsync(string file, CancellationToken token) =>
        Shell.TryAsync(Product("depin-scheduler"), ["attestation", "verify", file], token);

    /// <summary>Runs <c>depin-node</c> as the first node's owner would.</summary>
    public Task<ShellResult> OwnerAsync(CancellationToken token, params string[] arguments) => _nodes[0].OwnerAsync(token, arguments);

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

    /// <summary>Puts what each program said aside, for who wants to know what went wrong.</summary>
    public void KeepLogs(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (string log in Directory.EnumerateFiles(_root, "*.log").Append(Engine.LogFile))
        {
            File.Copy(log, Path.Combine(directory, Path.GetFileName(log)), overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProductNode node in _nodes)
        {
            await node.DisposeAsync();
        }

        await (_scheduler?.DisposeAsync() ?? ValueTask.CompletedTask);
        _transport?.Dispose();
        await Registry.DisposeAsync();
        await Engine.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task<SchedulerAccount> AccountAsync(CancellationToken token) => new(
        new Uri(Url), ApiToken.TryParse(await File.ReadAllTextAsync(TokenFile, token), out ApiToken? secret) ? secret : null);

    public async Task<JobView> ReachedAsync(JobId job, Func<JobState, bool> holds, TimeSpan within, CancellationToken token)
    {
        JobView? view = null;
        await Eventually.TrueAsync(
            async () => holds((view = await Api.JobAsync(job, token)).State),
            within,
            () => $"{view?.State}\n{string.Join('\n', _nodes.Select(node => node.Process.Tail()))}\n{Scheduler.Tail()}",
            token);
        return view!;
    }

    private static string Product(string name) => Path.Combine(AppContext.BaseDirectory, name);

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
