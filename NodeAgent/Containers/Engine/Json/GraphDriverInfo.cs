using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>GraphDriverData: what the storage driver says of a container's layers.</summary>
internal sealed record GraphDriverInfo(Dictionary<string, string>? Data)
{
    /// <summary>The directory of what the container wrote, as overlay2 and Podman's overlay name it; null with another driver.</summary>
    [JsonIgnore]
    public string? UpperDirectory => Data?.GetValueOrDefault("UpperDir");
}
