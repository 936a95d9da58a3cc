using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record RuntimeInfo([property: JsonPropertyName("path")] string? Path);
