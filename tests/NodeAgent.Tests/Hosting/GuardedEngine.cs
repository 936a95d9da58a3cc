using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>An engine behind a guard that may throw before each call.</summary>
internal sealed class GuardedEngine(Action guard, IContainerRuntime inner) : IContainerRuntime
{
    /// <summary>Changes what is created.</summary>
    public Func<ContainerSpec, ContainerSpec> Adapt { get; init; } = spec => spec;

    /// <summary>Changes what is read out of a container, by its path.</summary>
    public Func<string, Stream, Stream> Archive { get; init; } = (_, archive) => archive;

    /// <summary>Changes what is said of a container.</summary>
    public Func<ContainerSnapshot, ContainerSnapshot> Said { get; init; } = snapshot => snapshot;

    /// <summary>A stop waits for it.</summary>
    public Func<Task> BeforeStop { get; init; } = () => Task.CompletedTask;

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => Guarded().DescribeAsync(token);

    public Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token) =>
        Guarded().PullAsync(image, progress, token);

    public Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token) => Guarded().FindImageAsync(image, token);

    public Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token) => Guarded().RemoveImageAsync(image, token);

    public Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token) => Guarded().ImagesInUseAsync(token);

    public Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) =>
        Guarded().CreateAsync(Adapt(spec), token);

    public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) =>
        Guarded().PlaceAsync(name, entries, token);

    public Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) => Guarded().StartAsync(name, token);

    public async Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) =>
        await Guarded().InspectAsync(name, token) is { } snapshot ? Said(snapshot) : null;

    public Task<OwnedObjects> ListAsync(CancellationToken token) => Guarded().ListAsync(token);

    public IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token) =>
        Guarded().FollowLogsAsync(name, from, token);

    public Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token) => Guarded().WaitAsync(name, token);

    public async Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token)
    {
        await BeforeStop().WaitAsync(token);
        await Guarded().StopAsync(name, grace, token);
    }

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        Guarded().SignalAsync(name, signal, token);

    public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) => Guarded().UsageAsync(name, token);

    public Task<DateTimeOffset?> SinceAsync(CancellationToken token) => Guarded().SinceAsync(token);

    public Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token) => Guarded().RefusedForkAsync(name, token);

    public Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token) =>
        Guarded().ProbeDevicesAsync(name, nodes, token);

    public Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token) => Guarded().DiskUsageAsync(name, token);

    public async Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) =>
        await Guarded().ReadArchiveAsync(name, path, token) is { } archive ? Archive(path, archive) : null;

    public Task RemoveAsync(ContainerName name, CancellationToken token) => Guarded().RemoveAsync(name, token);

    private IContainerRuntime Guarded()
    {
        guard();
        return inner;
    }
}
