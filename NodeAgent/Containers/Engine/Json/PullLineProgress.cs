using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record PullLineProgress(
    [property: JsonPropertyName("current")] long? Current, [property: JsonPropertyName("total")] long? Total);
