using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerStats, the fields we read. All are absent or zero for a container that does not run.</summary>
internal sealed record StatsInfo(
    [property: JsonPropertyName("cpu_stats")] CpuStats? Cpu,
    [property: JsonPropertyName("memory_stats")] MemoryStats? Memory,
    [property: JsonPropertyName("pids_stats")] PidsStats? Pids)
{
    /// <summary>Null where there are no figures.</summary>
    [JsonIgnore]
    public ContainerUsage? Usage => Pids?.Current is > 0 and int pids
        ? new ContainerUsage(
            TimeSpan.FromTicks((Cpu?.Usage?.Total ?? 0) / TimeSpan.NanosecondsPerTick), Memory?.Usage ?? 0, Memory?.MaxUsage, pids)
        : null;
}
