namespace DePin.Protocol.Jobs;

/// <summary>What a job needs and may use at most: a node offers at least this, and its container is limited to it.</summary>
public sealed record JobResources
{
    public CpuCores Cpu { get; init; } = JobDefaults.Cpu;

    /// <summary>Memory of all processes together; there is no swap beside it.</summary>
    public ByteSize Memory { get; init; } = JobDefaults.Memory;

    /// <summary>What the job may write beside its image. Zero makes the root read-only and leaves a small <c>/tmp</c> in memory.</summary>
    public ByteSize Disk { get; init; } = JobDefaults.Disk;

    /// <summary>Size of <c>/dev/shm</c>; it counts as memory.</summary>
    public ByteSize Shm { get; init; } = JobDefaults.Shm;

    /// <summary>Null for a job that runs on processors alone.</summary>
    public GpuRequirement? Gpu { get; init; }
}
