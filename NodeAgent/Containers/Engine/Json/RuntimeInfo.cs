using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine;

internal sealed record RuntimeInfo([property: JsonPropertyName("path")] string? Path);
