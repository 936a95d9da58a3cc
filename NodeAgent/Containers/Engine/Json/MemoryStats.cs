using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <param name="Usage">Bytes now.</param>
/// <param name="MaxUsage">Bytes at most so far; cgroup v1 only.</param>
internal sealed record MemoryStats(
    [property: JsonPropertyName("usage")] long? Usage, [property: JsonPropertyName("max_usage")] long? MaxUsage);
