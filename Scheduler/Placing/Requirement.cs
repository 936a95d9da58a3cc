using DePin.Protocol.Jobs;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Placing;

/// <summary>What a job needs of a node. Jobs with equal requirements wait in one line, since one node answers for all of them.</summary>
/// <param name="Egress">The job wants the outside network.</param>
/// <param name="Gpu">Null for a job that runs on processors alone.</param>
/// <param name="MaxPerGpuHour">What the submitter pays at most for a GPU and hour; null for any price.</param>
internal sealed record Requirement(
    long CpuMillicores,
    long MemoryBytes,
    long DiskBytes,
    bool Egress,
    GpuRequirement? Gpu,
    Amount? MaxPerGpuHour)
{
    public static Requirement Of(JobSpec spec) => new(
        spec.Resources.Cpu.Millicores,
        spec.Resources.Memory.Bytes,
        spec.Resources.Disk.Bytes,
        spec.Network == JobNetwork.Egress,
        spec.Resources.Gpu,
        spec.Price is { } price ? Amount.FromTokens(price.MaxPerGpuHour) : null);
}
