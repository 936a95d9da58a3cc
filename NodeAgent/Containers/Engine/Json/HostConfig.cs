namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>
/// HostConfig: only fields we set, so binds, mounts, devices, added capabilities and host namespaces cannot be asked for at all.
/// </summary>
internal sealed record HostConfig
{
    public required string NetworkMode { get; init; }

    public bool Privileged { get; init; }

    public bool PublishAllPorts { get; init; }

    public bool AutoRemove { get; init; }

    public bool ReadonlyRootfs { get; init; }

    public bool OomKillDisable { get; init; }

    public bool Init { get; init; }

    public required IReadOnlyList<string> CapDrop { get; init; }

    public required IReadOnlyList<string> SecurityOpt { get; init; }

    public required string IpcMode { get; init; }

    public required string CgroupnsMode { get; init; }

    public string? Runtime { get; init; }

    public long Memory { get; init; }

    public long MemorySwap { get; init; }

    public long NanoCpus { get; init; }

    public long PidsLimit { get; init; }

    public long ShmSize { get; init; }

    public int OomScoreAdj { get; init; }

    public IReadOnlyList<Ulimit>? Ulimits { get; init; }

    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public required RestartPolicy RestartPolicy { get; init; }

    public LogConfig? LogConfig { get; init; }

    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; init; }
}
