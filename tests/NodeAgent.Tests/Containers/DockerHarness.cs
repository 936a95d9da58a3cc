using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;
using DePin.NodeAgent.Containers.Sandboxes;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// A node of its own on the real engine: other tests' containers are not seen, and all of this one's are removed at the end.
/// </summary>
internal sealed class DockerHarness : IAsyncDisposable
{
    private readonly List<ContainerName> _names = [];
    private readonly List<EngineImage> _images = [];

    public DockerHarness(int sandboxes = 0, string? socketPath = null, Iptables? iptables = null)
    {
        Engine = new EngineClient(socketPath ?? TestEngine.SocketPath, TimeProvider.System);
        Sandboxes = new SandboxPool(Engine, Node, sandboxes);
        Firewall = new EgressFirewall(iptables ?? new Iptables([], TimeProvider.System));
        Runtime = Open();
    }

    public Address Node { get; } = Address.Parse($"0x{Hash32.Random().ToString()[2..42]}");

    public EngineClient Engine { get; }

    public SandboxPool Sandboxes { get; }

    public EgressFirewall Firewall { get; }

    public DockerRuntime Runtime { get; }

    public DockerRuntime Open() => new(
        Engine, Sandboxes, Firewall, new RegistryGuard(["127.0.0.1"], TimeProvider.System), Node, TimeProvider.System);

    /// <summary>A small container that runs <paramref name="shell"/>.</summary>
    public ContainerSpec Spec(string shell, EngineImage? image = null)
    {
        ContainerSpec spec = new()
        {
            Attempt = new AttemptId(Hash32.Random()),
            Epoch = 1,
            SpecDigest = Hash32.Sha256("spec"u8),
            Image = image ?? TestEngine.Busybox,
            Command = ["/bin/sh", "-c", shell],
            Limits = new ContainerLimits(1000, 64 << 20, 1 << 20, 64 << 20, Pids: 64),
        };
        _names.Add(spec.Name);
        return spec;
    }

    /// <summary>An image of this test alone: it is removed at the end, after the containers.</summary>
    public EngineImage Made(EngineImage image)
    {
        _images.Add(image);
        return image;
    }

    /// <summary>Runs it to its end and gives back its log as text.</summary>
    public async Task<(ContainerState.Exited End, string Log)> RunAsync(ContainerSpec spec, CancellationToken token)
    {
        Assert.That(await Runtime.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Created>());
        Assert.That(await Runtime.StartAsync(spec.Name, token), Is.EqualTo(new StartOutcome.Started()));
        string log = System.Text.Encoding.UTF8.GetString(await LogAsync(spec.Name, token));
        ContainerState end = await Runtime.WaitAsync(spec.Name, token);
        Assert.That(end, Is.TypeOf<ContainerState.Exited>());
        return ((ContainerState.Exited)end, log);
    }

    public async Task<byte[]> LogAsync(ContainerName name, CancellationToken token)
    {
        MemoryStream log = new();
        await foreach (LogChunk chunk in Runtime.FollowLogsAsync(name, LogPosition.Start, token))
        {
            Assert.That(chunk, Is.TypeOf<LogChunk.Data>(), $"{chunk}");
            log.Write(((LogChunk.Data)chunk).Bytes.Span);
        }

        return log.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ContainerName name in _names)
        {
            await Runtime.RemoveAsync(name, CancellationToken.None);
        }

        foreach (ContainerListItem item in await Engine.Containers.ListAsync(ContainerLabels.OfNode(Node), CancellationToken.None))
        {
            await Engine.Containers.RemoveAsync(item.Id, CancellationToken.None);
        }

        foreach (EngineImage image in _images)
        {
            await Runtime.RemoveImageAsync(image, CancellationToken.None);
        }

        Firewall.Dispose();
        Engine.Dispose();
    }
}
