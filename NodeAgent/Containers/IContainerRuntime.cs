using DePin.NodeAgent.Containers.Devices;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// What runs jobs on this machine. Every verb is idempotent and may be repeated after a crash at any point; truth about a container is what
/// <see cref="InspectAsync"/> and <see cref="ListAsync"/> say, never what the caller remembers. Outcomes that a reconciler can reason
/// about are values; two exceptions are thrown by every verb: <see cref="EngineUnavailableException"/> (nothing answers: ask again later)
/// and <see cref="EngineException"/> (the engine answered what its API does not promise).
/// </summary>
public interface IContainerRuntime
{
    /// <summary>What the engine is and can do, and what is missing with its remedy. Asked anew at each call.</summary>
    Task<EngineDescription> DescribeAsync(CancellationToken token);

    /// <summary>
    /// Since when the engine runs that reads containers' output now; null where that cannot be told. What a container wrote at its end
    /// before that is lost.
    /// </summary>
    Task<DateTimeOffset?> SinceAsync(CancellationToken token);

    /// <summary>
    /// Makes <paramref name="image"/> present. A digest that is already here costs no network; a tag is always asked of its registry, and
    /// the outcome names the digest it stood for.
    /// </summary>
    /// <param name="image">What to pull; pinned by digest wherever the caller knows one.</param>
    /// <param name="progress">Told before the engine is asked to pull what is not here, and then as layers arrive; or null.</param>
    /// <param name="token">Stops waiting; the engine drops what it has not finished.</param>
    Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token);

    /// <summary>The image as it is here, or null when it is not.</summary>
    Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token);

    /// <summary>Removes the image; one that is absent is removed already. False: a container still uses it.</summary>
    Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token);

    /// <summary>The ids of the images of all containers on the engine, whoever's they are, whether they run or not.</summary>
    Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token);

    /// <summary>
    /// Creates the container with the container contract, its network included. Nothing runs yet. Whatever the outcome,
    /// <see cref="RemoveAsync"/> clears what was made.
    /// </summary>
    Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token);

    /// <summary>
    /// Puts files and directories into a container that was created with a writable root, before it starts. Replaces what
    /// is there.
    /// </summary>
    /// <exception cref="IOException">A source file cannot be read.</exception>
    Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token);

    /// <summary>Starts the container once and never again: one that has ended is not run a second time.</summary>
    Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token);

    /// <summary>The container as it is, or null when there is none.</summary>
    Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token);

    /// <summary>Everything this node has on the engine, and nothing of another node's.</summary>
    Task<OwnedObjects> ListAsync(CancellationToken token);

    /// <summary>
    /// The exact bytes the job wrote, standard output and error interleaved as the engine received them, from <paramref name="from"/> until
    /// the container has ended and its log is read. What cannot be delivered exactly is a <see cref="LogChunk.Gap"/>, never silence.
    /// </summary>
    IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token);

    /// <summary>Waits for the end: <see cref="ContainerState.Exited"/> or <see cref="ContainerState.Gone"/>.</summary>
    Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token);

    /// <summary>
    /// Sends the spec's stop signal, then SIGKILL after <paramref name="grace"/> (whole seconds). Returns when the
    /// container has ended.
    /// </summary>
    Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token);

    /// <summary>Sends one signal to the job's first process. False: it does not run.</summary>
    Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token);

    /// <summary>
    /// What the running job has used so far; null: it does not run, or the engine has no figures. Sample it: nothing is
    /// left to read after the end.
    /// </summary>
    Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token);

    /// <summary>
    /// Waits until the job is refused a process (true), or has ended without that (false; at once where this cannot be known).
    /// </summary>
    Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token);

    /// <summary>
    /// Whether the running container may still open these device nodes (paths of this machine, at most 127). One it may not has had its
    /// rule taken away: a daemon-reload of systemd does that to nodes that a hook added.
    /// </summary>
    Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token);

    /// <summary>
    /// What the container has on the disk, or null when there is none. Walks the writable layer, and what the processes hold open: seconds
    /// for a large one.
    /// </summary>
    Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token);

    /// <summary>
    /// A tar stream of <paramref name="path"/> (absolute, in the container), or null when container or path do not exist.
    /// The caller disposes it.
    /// </summary>
    Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token);

    /// <summary>
    /// Kills and removes the container with its network, sandbox and everything it wrote. What is gone is removed already.
    /// </summary>
    Task RemoveAsync(ContainerName name, CancellationToken token);
}
