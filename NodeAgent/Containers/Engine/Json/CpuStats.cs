using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record CpuStats([property: JsonPropertyName("cpu_usage")] CpuUsage? Usage);
