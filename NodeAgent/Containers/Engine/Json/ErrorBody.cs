using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>ErrorResponse.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("message")] string? Message);
