using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine;

internal sealed record PidsStats([property: JsonPropertyName("current")] int? Current);
