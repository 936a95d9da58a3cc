using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus;

/// <summary>One look at the machine's NVIDIA GPUs.</summary>
public sealed record GpuSight
{
    /// <summary>The driver's version; null when none is loaded.</summary>
    public string? Driver { get; init; }

    public IReadOnlyList<HostGpu> Gpus { get; init; } = [];

    /// <summary>All that the machine's files say, those two included.</summary>
    public HostSight Host { get; init; } = new();

    /// <summary>The driver's errors, oldest first; the latest few hundred since the kernel's start.</summary>
    public IReadOnlyList<XidEvent> Xids { get; init; } = [];

    /// <summary>The driver gives no answer, as after some of its own errors; version and GPUs are as it last said.</summary>
    public bool Silent { get; init; }

    /// <summary>Why the kernel's log, and with it the driver's errors, cannot be read; null when it can.</summary>
    public string? KernelLogProblem { get; init; }
}
