using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>CreateImageInfo: one line of a pull's answer.</summary>
internal sealed record PullLine(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("progressDetail")] PullLineProgress? ProgressDetail);
