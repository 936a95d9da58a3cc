using System.Runtime.CompilerServices;
using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.Fakes;

/// <summary>
/// An engine in memory: deterministic, records every call, and can be told to fail the n-th. What it was not told it does not know:
/// an image that was not added cannot be pulled, a container without a job cannot start. Kept honest by the
/// conformance fixture of the node's tests, which holds the real engine to the same.
/// </summary>
public sealed class FakeContainerRuntime(TimeProvider time) : IContainerRuntime
{
    private readonly FakeCalls _calls = new();
    private readonly Dictionary<ContainerName, FakeContainer> _containers = [];
    private readonly HashSet<ContainerName> _left = [];

    /// <summary>What can be pulled, and what was.</summary>
    internal FakeRegistry Images => field ??= new FakeRegistry(_calls);

    /// <summary>What a container does when it is created. Not set: creating one fails the test.</summary>
    public Func<ContainerSpec, FakeJob>? Jobs { get; set; }

    public EngineDescription Description { get; set; } = EngineDescriptions.Docker20;

    /// <summary>Verb and container or image, one for each call, in order.</summary>
    public IReadOnlyList<string> Calls => _calls.Made;

    /// <inheritdoc cref="FakeRegistry.Add"/>
    public EngineImage AddImage(EngineImage image, Hash32 digest, ImageFacts? facts = null)
    {
        lock (_calls.Lock)
        {
            return Images.Add(image, digest, facts);
        }
    }

    /// <inheritdoc cref="FakeCalls.Fail"/>
    public void FailCall(int number, Exception error, bool afterEffect = false) => _calls.Fail(number, error, afterEffect);

    /// <summary>Every container as it is, without a call.</summary>
    public IReadOnlyList<ContainerSnapshot> Snapshots => _calls.Look(() => _containers.Values.Select(it => it.Snapshot).ToList());

    /// <summary>The running job writes.</summary>
    public void Write(ContainerName name, ReadOnlySpan<byte> bytes)
    {
        lock (_calls.Lock)
        {
            Known(name).Write(bytes);
        }

        _calls.Signal();
    }

    /// <summary>A create broke off: the container's network is there and the container is not.</summary>
    public void Leave(ContainerName name)
    {
        lock (_calls.Lock)
        {
            _left.Add(name);
        }
    }

    /// <summary>The running job ends.</summary>
    public void End(ContainerName name, int exitCode, bool oomKilled = false)
    {
        lock (_calls.Lock)
        {
            Known(name).End(exitCode, oomKilled, time.GetUtcNow());
        }

        _calls.Signal();
    }

    /// <summary>The running container may not open the node any more.</summary>
    public void TakeDevice(ContainerName name, string node) => Within(name, container => container.Devices.Remove(node));

    /// <summary>The signals it was sent so far.</summary>
    public IReadOnlyList<ContainerSignal> SignalsOf(ContainerName name) => Within(name, container => container.Signals.ToList());

    /// <summary>Looks into a container, or changes what is in it.</summary>
    internal T Within<T>(ContainerName name, Func<FakeContainer, T> look)
    {
        lock (_calls.Lock)
        {
            return look(Known(name));
        }
    }

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => _calls.Ask("describe", "", () => Description);

    public Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token) =>
        Images.PullAsync(image, progress, token);

    public Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token) =>
        _calls.Ask("find-image", image, () => Images.Find(image));

    public Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token) => _calls.Make(
        "remove-image", image, () => _containers.Values.All(container => container.Spec.Image != image) && Images.Remove(image));

    public Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token) => _calls.Ask<IReadOnlySet<string>>(
        "images-in-use", "", () => _containers.Values.Select(it => Images.Find(it.Spec.Image)?.Id).OfType<string>().ToHashSet());

    public Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) =>
        _calls.Make<CreateOutcome>("create", spec.Name, () =>
        {
            if (_containers.TryGetValue(spec.Name, out FakeContainer? existing))
            {
                return existing.Spec.Attempt == spec.Attempt && existing.Spec.SpecDigest == spec.SpecDigest
                    ? new CreateOutcome.Adopted(existing.State)
                    : new CreateOutcome.NameTaken($"{spec.Name} is another's");
            }

            if (Images.Find(spec.Image) is null)
            {
                return new CreateOutcome.ImageMissing();
            }

            FakeJob job = Jobs?.Invoke(spec)
                ?? throw new InvalidOperationException($"The fake was not told what {spec.Name} does: set Jobs");
            _containers[spec.Name] = new FakeContainer(spec, job, time.GetUtcNow());
            return new CreateOutcome.Created([]);
        });

    public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) =>
        _calls.Make<PlaceOutcome>("place", name, () =>
        {
            if (!_containers.TryGetValue(name, out FakeContainer? container))
            {
                return new PlaceOutcome.Gone();
            }

            if (container.Spec.Limits.DiskBytes == 0)
            {
                return new PlaceOutcome.Refused("container rootfs is marked read-only", Blame.Job);
            }

            foreach (PlacedEntry entry in entries)
            {
                container.Place(entry);
            }

            return new PlaceOutcome.Placed();
        });

    public Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) =>
        _calls.Make("start", name, () => FakeContainer.Begin(_containers.GetValueOrDefault(name), time.GetUtcNow()));

    public Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) =>
        _calls.Ask("inspect", name, () => _containers.GetValueOrDefault(name)?.Snapshot);

    public Task<OwnedObjects> ListAsync(CancellationToken token) =>
        _calls.Ask("list", "", () => new OwnedObjects(
            [.. _containers.Values.Select(container => container.Snapshot).OrderBy(item => $"{item.Name}", StringComparer.Ordinal)],
            [.. _left.Where(name => !_containers.ContainsKey(name))]));

    public async IAsyncEnumerable<LogChunk> FollowLogsAsync(
        ContainerName name, LogPosition from, [EnumeratorCancellation] CancellationToken token)
    {
        await _calls.Ask("logs", name, () => true);
        LogPosition position = from;
        while (true)
        {
            Task changed = _calls.NextAsync(token);
            (LogChunk? chunk, bool ended) = Read(name, position);
            if (chunk is not null)
            {
                position = chunk.Next;
                yield return chunk;
            }

            if (ended && chunk is not LogChunk.Data)
            {
                yield break;
            }

            if (chunk is null)
            {
                await changed;
            }
        }
    }

    public async Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token)
    {
        await _calls.Ask("wait", name, () => true);
        while (true)
        {
            Task changed = _calls.NextAsync(token);
            lock (_calls.Lock)
            {
                if (_containers.GetValueOrDefault(name)?.State is not ContainerState.Running)
                {
                    return _containers.GetValueOrDefault(name)?.State ?? new ContainerState.Gone();
                }
            }

            await changed;
        }
    }

    public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) =>
        _calls.Make("stop", name, () => _containers.GetValueOrDefault(name)?.Stop(time.GetUtcNow()));

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        _calls.Make("signal", name, () => _containers.GetValueOrDefault(name)?.Signal(signal, time.GetUtcNow()) ?? false);

    public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) =>
        _calls.Ask("usage", name, () => _containers.GetValueOrDefault(name)?.State is ContainerState.Running
            ? new ContainerUsage(TimeSpan.FromMilliseconds(10), 1 << 20, 2 << 20, 1)
            : null);

    public Task<DateTimeOffset?> SinceAsync(CancellationToken token) => Task.FromResult<DateTimeOffset?>(DateTimeOffset.UnixEpoch);

    public async Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token)
    {
        bool refused = await _calls.Ask("forks", name, () => _containers.GetValueOrDefault(name)?.Job.RefusedForks ?? false);
        await WaitAsync(name, token);
        return refused;
    }

    public Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token) =>
        _calls.Ask("devices", name, () => FakeContainer.Probe(_containers.GetValueOrDefault(name), nodes));

    public Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token) =>
        _calls.Ask("disk", name, () => _containers.GetValueOrDefault(name)?.DiskUsage);

    public Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) =>
        _calls.Ask("archive", name, () => _containers.GetValueOrDefault(name)?.Archive(path));

    public Task RemoveAsync(ContainerName name, CancellationToken token) =>
        _calls.Make("remove", name, () => _left.Remove(name) | _containers.Remove(name));

    private (LogChunk? Chunk, bool Ended) Read(ContainerName name, LogPosition from)
    {
        lock (_calls.Lock)
        {
            if (!_containers.TryGetValue(name, out FakeContainer? container))
            {
                return (new LogChunk.Gap("The container is gone, and its log with it", from), true);
            }

            return (container.LogFrom(from.Offset), container.State is not ContainerState.Running);
        }
    }

    private FakeContainer Known(ContainerName name) =>
        _containers.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The fake has no container {name}");
}
