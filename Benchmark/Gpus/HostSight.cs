namespace DePin.Benchmark.Gpus;

/// <summary>What the machine's own files say of its NVIDIA GPUs, before any of the driver's libraries is asked.</summary>
public sealed record HostSight
{
    /// <summary>The kernel driver's version; null when none is loaded.</summary>
    public string? Driver { get; init; }

    /// <summary>The GPUs that the kernel driver lists.</summary>
    public IReadOnlyList<HostGpu> Gpus { get; init; } = [];

    /// <summary>The cards on the bus.</summary>
    public IReadOnlyList<PciGpu> Cards { get; init; } = [];

    /// <summary>Device nodes that the driver needs and that are not there, by their names.</summary>
    public IReadOnlyList<string> MissingNodes { get; init; } = [];

    /// <summary>
    /// The libraries may be asked: there is a driver, a GPU, and every node that they would otherwise make themselves, as root, even on a
    /// machine without a GPU.
    /// </summary>
    public bool MayAskLibraries() => Driver is not null && Gpus.Count > 0 && MissingNodes.Count == 0;
}
