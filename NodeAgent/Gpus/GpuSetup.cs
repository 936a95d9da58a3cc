namespace DePin.NodeAgent.Gpus;

/// <summary>How GPUs reach containers on this machine, as far as it decides whether they stay there.</summary>
public sealed record GpuSetup
{
    /// <summary>UUIDs of the machine's NVIDIA GPUs; empty: the rest does not matter.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>systemd runs this machine: there can be a daemon-reload.</summary>
    public bool Systemd { get; init; }

    /// <summary>Who makes the containers' control groups: <c>systemd</c>, <c>cgroupfs</c>; null when the engine does not say.</summary>
    public string? CgroupDriver { get; init; }

    /// <summary>Null when the engine does not say.</summary>
    public Version? Runc { get; init; }

    /// <summary>The NVIDIA container toolkit's; null when it is not installed.</summary>
    public Version? Toolkit { get; init; }

    /// <summary>The toolkit is told not to allow the devices that it adds (<c>no-cgroups = true</c>).</summary>
    public bool ToolkitLeavesCgroups { get; init; }

    /// <summary>CDI specifications of NVIDIA's.</summary>
    public IReadOnlyList<string> CdiSpecs { get; init; } = [];

    /// <summary>GPUs that no CDI specification names.</summary>
    public IReadOnlyList<string> NotInCdi { get; init; } = [];

    /// <summary>Device nodes without a link in <c>/dev/char</c>, as <c>MAJOR:MINOR</c>.</summary>
    public IReadOnlyList<string> MissingLinks { get; init; } = [];

    /// <inheritdoc cref="GpuSight.KernelLogProblem"/>
    public string? KernelLogProblem { get; init; }
}
