using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <param name="Total">Nanoseconds.</param>
internal sealed record CpuUsage([property: JsonPropertyName("total_usage")] long Total);
