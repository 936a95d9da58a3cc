namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>SystemInfo, the fields we read.</summary>
internal sealed record EngineInfo
{
    public string ServerVersion { get; init; } = "";

    public string Architecture { get; init; } = "";

    public string Driver { get; init; } = "";

    public string[][]? DriverStatus { get; init; }

    public string DockerRootDir { get; init; } = "";

    public string? CgroupVersion { get; init; }

    /// <summary><c>systemd</c>, <c>cgroupfs</c> or <c>none</c>.</summary>
    public string? CgroupDriver { get; init; }

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    public bool PidsLimit { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool LiveRestoreEnabled { get; init; }

    public string[]? SecurityOptions { get; init; }

    public Dictionary<string, RuntimeInfo>? Runtimes { get; init; }

    public PluginsInfo? Plugins { get; init; }

    // The next two are spelt with capitals by the engine.
    public string[]? CDISpecDirs { get; init; }

    public DiscoveredDevice[]? DiscoveredDevices { get; init; }
}
