using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>ContainerStats, the fields we read. All are absent or zero for a container that does not run.</summary>
internal sealed record StatsInfo(
    [property: JsonPropertyName("cpu_stats")] CpuStats? Cpu,
    [property: JsonPropertyName("memory_stats")] MemoryStats? Memory,
    [property: JsonPropertyName("pids_stats")] PidsStats? Pids);
