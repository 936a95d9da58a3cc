using System.Net;
using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Containers.Devices;
using DePin.NodeAgent.Containers.Disk;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;
using DePin.NodeAgent.Containers.Logs;
using DePin.NodeAgent.Containers.Sandboxes;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Containers;

/// <summary>Jobs as containers of a Docker engine (or Podman, as far as it speaks the same API).</summary>
internal sealed class DockerRuntime : IContainerRuntime, IDisposable
{
    private static readonly TimeSpan RemovalPoll = TimeSpan.FromMilliseconds(100);
    private const int RemovalPolls = 600;

    private readonly EngineClient _engine;
    private readonly Address _node;
    private readonly TimeProvider _time;
    private readonly ImagePuller _images;
    private readonly JobNetwork _networks;
    private readonly EngineSurvey _survey;
    private readonly ContainerCreator _creator;
    private readonly ContainerStarter _starter;
    private readonly ForkWatch _forks;
    private readonly DeviceProbe _devices;
    private readonly LayerMeter _layers;

    public DockerRuntime(
        EngineClient engine, SandboxPool sandboxes, EgressFirewall firewall, RegistryGuard registries, Address node, TimeProvider time)
    {
        _engine = engine;
        _node = node;
        _time = time;
        _images = new ImagePuller(engine.Images, registries, time);
        _networks = new JobNetwork(engine, sandboxes, firewall, node);
        _survey = new EngineSurvey(engine, firewall, new GpuSetupReader(new GpuHost(GpuPaths.Linux, time), time));
        RefusalJudge judge = new(new ControlContainer(engine, node));
        _creator = new ContainerCreator(engine, _images, _survey, _networks, judge, node);
        _starter = new ContainerStarter(engine, _networks, judge, node, time);
        _forks = new ForkWatch(GpuPaths.Linux.KernelLog, time);
        _devices = new DeviceProbe(time);
        _layers = new LayerMeter(new FindProgram(time));
    }

    public void Dispose() => _forks.Dispose();

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => _survey.AskAsync(token);

    public Task<DateTimeOffset?> SinceAsync(CancellationToken token) => Task.FromResult(_engine.Since());

    public Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token) =>
        _images.PullAsync(image, progress, token);

    public Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token) => _images.FindAsync(image, token);

    public Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token) =>
        _engine.Images.RemoveAsync(image.ToString(), token);

    public async Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token) =>
        (await _engine.Containers.ListAsync(token)).Select(container => container.ImageID).ToHashSet(StringComparer.Ordinal);

    public async Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token)
    {
        CreateOutcome outcome = await _creator.CreateAsync(spec, token);
        if (outcome is CreateOutcome.Created)
        {
            _starter.Made(spec.Name);
        }

        return outcome;
    }

    public async Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token)
    {
        foreach (string file in entries.Select(entry => entry.Source).OfType<string>())
        {
            // Before the request: afterwards a missing file looks like a broken connection.
            await using FileStream source = File.OpenRead(file);
        }

        using PlacedContent tar = new(await WithoutKeptAsync(name, entries, token));
        using EngineReply reply = await _engine.Containers.WriteArchiveAsync(name.ToString(), tar, token);
        if (reply.Succeeded)
        {
            return new PlaceOutcome.Placed();
        }

        EngineRefusal refusal = new(reply.Status, await reply.ReadMessageAsync(), [.. entries.Select(entry => entry.Path)]);
        return refusal.IsNoContainer && await InspectAsync(name, token) is null
            ? new PlaceOutcome.Gone()
            : new PlaceOutcome.Refused(refusal.Reason, refusal.IsNoSpace ? Blame.Host : Blame.Job) { Shown = refusal.Shown };
    }

    /// <summary>The engine would put a directory in the place of the image's file.</summary>
    private async Task<IReadOnlyList<PlacedEntry>> WithoutKeptAsync(
        ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token)
    {
        List<PlacedEntry> placed = [];
        foreach (PlacedEntry entry in entries)
        {
            PathStat? found = entry is PlacedEntry.OpenDirectory
                ? await _engine.Containers.StatBehindLinksAsync(name.ToString(), entry.Path, token) : null;
            if (found is null || (!found.IsFile && entry is not PlacedEntry.OpenDirectory { OnlyIfMissing: true }))
            {
                placed.Add(entry);
            }
        }

        return placed;
    }

    public Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) => _starter.StartAsync(name, token);

    public async Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) =>
        await _engine.Containers.FindAsync(name.ToString(), withSize: false, token) is { } info ? info.Snapshot(_node) : null;

    public async Task<OwnedObjects> ListAsync(CancellationToken token)
    {
        ContainerListItem[] items = await _engine.Containers.ListAsync(ContainerLabels.OfNode(_node), token);
        List<ContainerSnapshot> containers = [];
        foreach (ContainerListItem item in items.OrderBy(item => item.EngineName, StringComparer.Ordinal))
        {
            // The list has no exit code; each container is asked.
            if (ContainerName.TryParse(item.EngineName, out ContainerName name) && await InspectAsync(name, token) is { } snapshot)
            {
                containers.Add(snapshot);
            }
        }

        IEnumerable<ContainerName> networks = await _networks.ListAsync(items, token);
        return new OwnedObjects(containers, [.. networks.Except(containers.Select(container => container.Name))]);
    }

    public IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token) =>
        new LogFollower(_engine.Containers, name.ToString(), from, _time).ReadAsync(token);

    public async Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token)
    {
        await _engine.Containers.WaitAsync(name.ToString(), token);
        return (await InspectAsync(name, token))?.State ?? new ContainerState.Gone();
    }

    public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) =>
        _engine.Containers.StopAsync(name.ToString(), grace, token);

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        _engine.Containers.KillAsync(name.ToString(), (int)signal, token);

    public async Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) =>
        (await _engine.Containers.StatsAsync(name.ToString(), token))?.Usage;

    public async Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token) =>
        await _engine.Containers.FindAsync(name.ToString(), withSize: false, token) is { } info
        && (info.State.Pid > 0 ? await _forks.RefusedAsync(info, token) : _forks.WasRefused(info));

    public async Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token) =>
        await _engine.Containers.FindAsync(name.ToString(), withSize: false, token) is { State.Pid: > 0 } info
            ? await _devices.AskAsync(info, nodes, token)
            : new DeviceAccess.Unknown("the container does not run");

    public async Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token)
    {
        if (await _engine.Containers.FindAsync(name.ToString(), withSize: false, token) is not { } info)
        {
            return null;
        }

        long nameless = await _layers.NamelessAsync(info, token);
        if (await _layers.NamedAsync(info, token) is { } named)
        {
            return new DiskUsage(named.Bytes, nameless, named.Names);
        }

        // The engine says -1 of a layer that it could not walk.
        ContainerInfo? measured = await _engine.Containers.FindAsync(name.ToString(), withSize: true, token);
        return measured is null ? null : new DiskUsage(Math.Max(0, measured.SizeRw ?? 0), nameless, null);
    }

    public async Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token)
    {
        EngineReply reply = await _engine.Containers.ReadArchiveAsync(name.ToString(), path, token);
        try
        {
            await reply.EnsureAsync(HttpStatusCode.NotFound);
            if (reply.Succeeded)
            {
                return await reply.ReadStreamAsync();
            }
        }
        catch
        {
            reply.Dispose();
            throw;
        }

        reply.Dispose();
        return null;
    }

    public async Task RemoveAsync(ContainerName name, CancellationToken token)
    {
        _starter.Forget(name);
        await _engine.RemoveContainerAsync(name.ToString(), token);
        for (int poll = 0; await _engine.Containers.FindAsync(name.ToString(), withSize: false, token) is not null; poll++)
        {
            // Another removal is under way, or it failed half way: the engine then says "dead", and may be asked again.
            if (poll == RemovalPolls)
            {
                throw new EngineException(
                    $"DELETE /containers/{name}", HttpStatusCode.Conflict, "the container is still there after a minute");
            }

            await Task.Delay(RemovalPoll, _time, token);
            await _engine.RemoveContainerAsync(name.ToString(), token);
        }

        await _networks.RemoveAsync(name, token);
    }
}
