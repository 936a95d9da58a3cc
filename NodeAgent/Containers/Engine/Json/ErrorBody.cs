using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ErrorResponse.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("message")] string? Message);
