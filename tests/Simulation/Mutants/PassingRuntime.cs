using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.Simulation.Mutants;

/// <summary>Passes every call on: what a mutant of the runtime overrides, it changes.</summary>
internal class PassingRuntime(IContainerRuntime inner) : IContainerRuntime
{
    protected IContainerRuntime Inner => inner;

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => inner.DescribeAsync(token);

    public Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token) =>
        inner.PullAsync(image, progress, token);

    public Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token) => inner.FindImageAsync(image, token);

    public Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token) => inner.RemoveImageAsync(image, token);

    public Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token) => inner.ImagesInUseAsync(token);

    public virtual Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) => inner.CreateAsync(spec, token);

    public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) =>
        inner.PlaceAsync(name, entries, token);

    public virtual Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) => inner.StartAsync(name, token);

    public Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) => inner.InspectAsync(name, token);

    public Task<OwnedObjects> ListAsync(CancellationToken token) => inner.ListAsync(token);

    public virtual IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token) =>
        inner.FollowLogsAsync(name, from, token);

    public Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token) => inner.WaitAsync(name, token);

    public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) => inner.StopAsync(name, grace, token);

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        inner.SignalAsync(name, signal, token);

    public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) => inner.UsageAsync(name, token);

    public virtual Task<DateTimeOffset?> SinceAsync(CancellationToken token) => inner.SinceAsync(token);

    public Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token) => inner.RefusedForkAsync(name, token);

    public Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token) =>
        inner.ProbeDevicesAsync(name, nodes, token);

    public Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token) => inner.DiskUsageAsync(name, token);

    public Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) =>
        inner.ReadArchiveAsync(name, path, token);

    public Task RemoveAsync(ContainerName name, CancellationToken token) => inner.RemoveAsync(name, token);
}
