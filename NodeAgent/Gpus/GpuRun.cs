using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.NodeAgent.Gpus;

/// <summary>What was seen of an attempt's GPUs while it ran: the evidence that <see cref="GpuFaults"/> judges.</summary>
public sealed record GpuRun
{
    /// <summary>The leased UUIDs; empty: the attempt has no GPU, and nothing is looked at.</summary>
    public required IReadOnlyList<string> Leased { get; init; }

    /// <summary>When its process started, on the boot clock.</summary>
    public required TimeSpan StartedAt { get; init; }

    /// <summary>The first look, when all was as it was leased.</summary>
    public required GpuSight First { get; init; }

    public required GpuSight Last { get; init; }

    /// <summary>Null before the first probe.</summary>
    public DeviceAccess? Access { get; init; }

    /// <summary>Errors after this moment of the boot clock do not count: the job was told to stop.</summary>
    public TimeSpan Until { get; init; } = TimeSpan.MaxValue;

    /// <summary>The leased GPUs as the driver listed them at first. A part of a GPU (MIG) is not in its list.</summary>
    public IEnumerable<HostGpu> Gpus => First.Gpus.Where(gpu => Leased.Contains(gpu.Uuid));

    /// <summary>Those that the driver does not list any more.</summary>
    public IEnumerable<HostGpu> Gone => Gpus.Where(gpu => !Last.Gpus.Any(now => now.Uuid == gpu.Uuid));

    /// <summary>The driver's errors on the leased GPUs while the job ran.</summary>
    public IEnumerable<XidEvent> Xids =>
        Last.Xids.Where(xid => xid.At >= StartedAt && xid.At <= Until && Gpus.Any(gpu => gpu.Address == xid.Gpu));
}
