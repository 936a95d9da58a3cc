using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record PidsStats([property: JsonPropertyName("current")] int? Current);
