using DePin.Attestation;
using DePin.EndToEnd.Product;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Images;
using DePin.NodeAgent.Containers.Sandboxes;
using DePin.Protocol;

namespace DePin.EndToEnd;

/// <summary>
/// An engine that is killed in the middle of a start forgets it: it calls the container created while its process runs, and would start it
/// a second time, or remove it and leave the process.
/// </summary>
[NonParallelizable]
internal sealed class HalfStartTests : IDisposable
{
    /// <summary>A kill falls into the window about once in four.</summary>
    private const int MostTries = 40;

    private readonly string _root = Directory.CreateTempSubdirectory("depin-e2e-").FullName;
    private readonly List<EngineClient> _clients = [];

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        Directory.Delete(_root, recursive: true);
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task A_container_is_not_started_by_one_who_cannot_know_that_it_never_ran(CancellationToken token)
    {
        await using PrivateDockerd engine = await PrivateDockerd.StartAsync(Path.Combine(_root, "docker"), liveRestore: true, token);
        await using ImageRegistry registry = await ImageRegistry.StartAsync(Path.Combine(_root, "registry"), token);
        EngineImage image = await ImageAsync(engine, registry, token);
        DockerRuntime maker = Runtime(engine);
        ContainerSpec first = Spec(image), second = Spec(image);
        await maker.CreateAsync(first, token);
        await maker.CreateAsync(second, token);
        Assert.That(
            await Runtime(engine).StartAsync(first.Name, token), Is.TypeOf<StartOutcome.Started>(), "the engine that made it remembers");
        await maker.StopAsync(first.Name, TimeSpan.Zero, token);
        await maker.RemoveAsync(first.Name, token);

        await engine.KillAsync(token);
        await engine.StartAsync(token);

        StartOutcome refused = await Runtime(engine).StartAsync(second.Name, token);
        Assert.That(refused, Is.TypeOf<StartOutcome.Refused>().With.Property("Blame").EqualTo(Blame.Host), $"{refused}");
        Assert.That(((StartOutcome.Refused)refused).Reason, Does.Contain("would run a second time"));
        Assert.That(
            await maker.StartAsync(second.Name, token), Is.TypeOf<StartOutcome.Started>(), "who made it and never started it knows");
        await maker.RemoveAsync(second.Name, token);
    }

    [Test]
    [CancelAfter(600_000)]
    public async Task What_runs_without_the_engines_knowledge_goes_with_its_container(CancellationToken token)
    {
        await using PrivateDockerd engine = await PrivateDockerd.StartAsync(Path.Combine(_root, "docker"), liveRestore: true, token);
        await using ImageRegistry registry = await ImageRegistry.StartAsync(Path.Combine(_root, "registry"), token);
        EngineImage image = await ImageAsync(engine, registry, token);
        for (int attempt = 1; attempt <= MostTries; attempt++)
        {
            DockerRuntime maker = Runtime(engine);
            ContainerSpec spec = Spec(image);
            await maker.CreateAsync(spec, token);
            Task start = maker.StartAsync(spec.Name, token);
            await Task.Delay(TimeSpan.FromMilliseconds(TestContext.CurrentContext.Random.Next(50, 600)), TimeProvider.System, token);
            await engine.KillAsync(token);
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // TIDY: a killed engine's answer, or none
            await engine.StartAsync(token);

            DockerRuntime next = Runtime(engine);
            bool half = (await next.InspectAsync(spec.Name, token))?.State is ContainerState.Created
                && (await engine.StrayContainersAsync(token)).Count > 0;
            await next.RemoveAsync(spec.Name, token);
            await Eventually.TrueAsync(
                async () => (await engine.StrayContainersAsync(token)).Count == 0,
                TimeSpan.FromSeconds(10),
                () => "what the engine had forgotten still runs",
                token);
            if (half)
            {
                await TestContext.Progress.WriteLineAsync($"kill {attempt} fell into a start");
                return;
            }
        }

        Assert.Ignore($"none of {MostTries} kills fell into the middle of a start: run it again, or on a slower machine");
    }

    private DockerRuntime Runtime(PrivateDockerd engine)
    {
        EngineClient client = new(engine.Socket, TimeProvider.System);
        _clients.Add(client);
        Address node = Address.Parse("0x00000000000000000000000000000000000000cc");
        return new DockerRuntime(
            client, new SandboxPool(client, node, 0), new EgressFirewall(new Iptables([], TimeProvider.System)),
            new RegistryGuard(["127.0.0.1"], TimeProvider.System), node, TimeProvider.System);
    }

    private static async Task<EngineImage> ImageAsync(PrivateDockerd engine, ImageRegistry registry, CancellationToken token)
    {
        string image = await registry.PushBusyboxAsync(engine, token);
        await engine.DockerAsync(token, "pull", image);
        return EngineImage.Parse(image);
    }

    private static ContainerSpec Spec(EngineImage image) => new()
    {
        Attempt = new AttemptId(Hash32.Random()),
        Epoch = 1,
        SpecDigest = Hash32.Sha256("spec"u8),
        Image = image,
        Command = ["/bin/sh", "-c", "sleep 600"],
        Limits = new ContainerLimits(1000, 64 << 20, 1 << 20, 64 << 20, Pids: 64),
    };
}
