using System.Runtime.CompilerServices;
using DePin.Attestation;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// An engine in memory: deterministic, records every call, and can be told to fail the n-th. What it was not told it does not know: an image
/// that was not added cannot be pulled, a container without a job cannot start. Kept honest by <see cref="ContainerRuntimeConformance"/>.
/// </summary>
public sealed class FakeContainerRuntime(TimeProvider time) : IContainerRuntime
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ContainerName, FakeContainer> _containers = [];
    private readonly Dictionary<string, (Hash32 Digest, ImageFacts Facts)> _registry = new(StringComparer.Ordinal);
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);
    private readonly List<string> _calls = [];
    private readonly Dictionary<int, (Exception Error, bool AfterEffect)> _failures = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a container does when it is created. Not set: creating one fails the test.</summary>
    public Func<ContainerSpec, FakeJob>? Jobs { get; set; }

    public EngineDescription Description { get; set; } = EngineDescriptions.Docker20;

    /// <summary>Verb and container or image, one for each call, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Makes the image pullable by its digest and, when it has one, by this tag.</summary>
    public ImageReference AddImage(ImageReference image, Hash32 digest, ImageFacts? facts = null)
    {
        ImageFacts known = facts ?? new ImageFacts(
            ImageReference.DigestText(digest), new Dictionary<string, Hash32> { [image.Repository] = digest }, 1 << 20, "", [], HasProgram: true);
        lock (_lock)
        {
            _registry[image.At(digest).ToString()] = (digest, known);
            if (image.Tag is not null)
            {
                _registry[image.ToString()] = (digest, known);
            }
        }

        return image.At(digest);
    }

    /// <summary>The call of this number (0 is the first ever) throws, before its effect or after it: then the effect has happened unseen.</summary>
    public void FailCall(int number, Exception error, bool afterEffect = false)
    {
        lock (_lock)
        {
            _failures[number] = (error, afterEffect);
        }
    }

    /// <summary>The running job writes.</summary>
    public void Write(ContainerName name, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Known(name).Write(bytes);
        }

        Changed();
    }

    /// <summary>The running job ends.</summary>
    public void End(ContainerName name, int exitCode, bool oomKilled = false)
    {
        lock (_lock)
        {
            Known(name).End(exitCode, oomKilled, time.GetUtcNow());
        }

        Changed();
    }

    /// <summary>The signals it was sent so far.</summary>
    public IReadOnlyList<ContainerSignal> SignalsOf(ContainerName name)
    {
        lock (_lock)
        {
            return [.. Known(name).Signals];
        }
    }

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => Call("describe", "", () => Description);

    public Task<PullOutcome> PullAsync(ImageReference image, IProgress<PullProgress>? progress, CancellationToken token) =>
        Call<PullOutcome>("pull", image, () =>
        {
            if (!_registry.TryGetValue(image.ToString(), out (Hash32 Digest, ImageFacts Facts) found))
            {
                return new PullOutcome.NotFound($"manifest for {image} not found: manifest unknown");
            }

            bool present = !_present.Add(image.At(found.Digest).ToString());
            return new PullOutcome.Pulled(found.Digest, found.Facts, present && image.Digest is not null);
        });

    public Task<ImageFacts?> FindImageAsync(ImageReference image, CancellationToken token) =>
        Call("find-image", image, () => _present.Contains(image.ToString()) ? _registry[image.ToString()].Facts : null);

    public Task<bool> RemoveImageAsync(ImageReference image, CancellationToken token) =>
        Call("remove-image", image, () =>
        {
            bool used = _containers.Values.Any(container => container.Spec.Image == image);
            return !used && (_present.Remove(image.ToString()) || true);
        });

    public Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) =>
        Call<CreateOutcome>("create", spec.Name, () =>
        {
            if (_containers.TryGetValue(spec.Name, out FakeContainer? existing))
            {
                return existing.Spec.Attempt == spec.Attempt && existing.Spec.SpecDigest == spec.SpecDigest
                    ? new CreateOutcome.Adopted(existing.State)
                    : new CreateOutcome.NameTaken($"{spec.Name} is another's");
            }

            if (!_present.Contains(spec.Image.ToString()))
            {
                return new CreateOutcome.ImageMissing();
            }

            FakeJob job = Jobs?.Invoke(spec) ?? throw new InvalidOperationException($"The fake was not told what {spec.Name} does: set Jobs");
            _containers[spec.Name] = new FakeContainer(spec, job, time.GetUtcNow());
            return new CreateOutcome.Created([]);
        });

    public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) =>
        Call<PlaceOutcome>("place", name, () =>
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
        Call<StartOutcome>("start", name, () =>
        {
            switch (_containers.GetValueOrDefault(name))
            {
                case null:
                    return new StartOutcome.Gone();
                case { State: ContainerState.Exited exited }:
                    return new StartOutcome.AlreadyEnded(exited);
                case { State: ContainerState.Created, Job.StartRefusal: { } refusal }:
                    return refusal;
                case { State: ContainerState.Created } container:
                    container.Start(time.GetUtcNow());
                    return new StartOutcome.Started();
                default:
                    return new StartOutcome.Started();
            }
        });

    public Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) =>
        Call("inspect", name, () => _containers.GetValueOrDefault(name)?.Snapshot);

    public Task<OwnedObjects> ListAsync(CancellationToken token) =>
        Call("list", "", () => new OwnedObjects(
            [.. _containers.Values.Select(container => container.Snapshot).OrderBy(item => item.Name.ToString(), StringComparer.Ordinal)], []));

    public async IAsyncEnumerable<LogChunk> FollowLogsAsync(
        ContainerName name, LogPosition from, [EnumeratorCancellation] CancellationToken token)
    {
        await Call("logs", name, () => true);
        LogPosition position = from;
        while (true)
        {
            Task changed = _changed.Task;
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
                await changed.WaitAsync(token);
            }
        }
    }

    public async Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token)
    {
        await Call("wait", name, () => true);
        while (true)
        {
            Task changed = _changed.Task;
            lock (_lock)
            {
                if (_containers.GetValueOrDefault(name)?.State is not ContainerState.Running)
                {
                    return _containers.GetValueOrDefault(name)?.State ?? new ContainerState.Gone();
                }
            }

            await changed.WaitAsync(token);
        }
    }

    public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) =>
        Call("stop", name, () =>
        {
            if (_containers.GetValueOrDefault(name) is { State: ContainerState.Running } container)
            {
                ContainerSignal signal = container.Spec.StopSignal ?? ContainerSignal.Terminate;
                container.Signals.Add(signal);
                container.End(container.Job.IgnoresSignals ? 137 : 128 + (int)signal, oomKilled: false, time.GetUtcNow());
            }

            return true;
        });

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        Call("signal", name, () =>
        {
            if (_containers.GetValueOrDefault(name) is not { State: ContainerState.Running } container)
            {
                return false;
            }

            container.Signals.Add(signal);
            if (signal == ContainerSignal.Kill)
            {
                container.End(137, oomKilled: false, time.GetUtcNow());
            }

            return true;
        });

    public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) =>
        Call("usage", name, () => _containers.GetValueOrDefault(name)?.State is ContainerState.Running
            ? new ContainerUsage(TimeSpan.FromMilliseconds(10), 1 << 20, 2 << 20, 1)
            : null);

    public Task<long?> DiskUsageAsync(ContainerName name, CancellationToken token) =>
        Call<long?>("disk", name, () => _containers.TryGetValue(name, out FakeContainer? container)
            ? container.Job.Files.Values.Sum(content => (long)content.Length)
            : null);

    public Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) =>
        Call("archive", name, () => _containers.GetValueOrDefault(name)?.Archive(path));

    public Task RemoveAsync(ContainerName name, CancellationToken token) => Call("remove", name, () => _containers.Remove(name));

    private (LogChunk? Chunk, bool Ended) Read(ContainerName name, LogPosition from)
    {
        lock (_lock)
        {
            if (!_containers.TryGetValue(name, out FakeContainer? container))
            {
                return (new LogChunk.Gap("The container is gone, and its log with it", from), true);
            }

            byte[] bytes = container.LogFrom(from.Offset, LogChunk.MaxBytes);
            long offset = from.Offset + bytes.Length;
            LogChunk? chunk = bytes.Length == 0
                ? null
                : new LogChunk.Data(bytes, new LogPosition(offset, offset, container.FirstStamp, container.FirstStamp));
            return (chunk, container.State is not ContainerState.Running);
        }
    }

    // Everything that changes or is looked up is one step under the lock; failures are told apart by whether the step was taken.
    private Task<T> Call<T>(string verb, object subject, Func<T> step)
    {
        try
        {
            lock (_lock)
            {
                bool fails = _failures.Remove(_calls.Count, out (Exception Error, bool AfterEffect) failure);
                _calls.Add($"{verb} {subject}".TrimEnd());
                if (fails && !failure.AfterEffect)
                {
                    return Task.FromException<T>(failure.Error);
                }

                T result = step();
                return fails ? Task.FromException<T>(failure.Error) : Task.FromResult(result);
            }
        }
        finally
        {
            Changed();
        }
    }

    private FakeContainer Known(ContainerName name) =>
        _containers.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The fake has no container {name}");

    private void Changed() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
