using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerSummary, the fields we read. Names begin with a slash.</summary>
internal sealed record ContainerListItem(string Id, string[]? Names, string State, Dictionary<string, string>? Labels)
{
    /// <summary>Spelt so by the engine.</summary>
    public string ImageID { get; init; } = "";

    public ListedHostConfig? HostConfig { get; init; }

    /// <summary>The id of the container whose network it has, or null.</summary>
    [JsonIgnore]
    public string? JoinedContainer => NetworkMode.Joined(HostConfig?.NetworkMode);

    [JsonIgnore]
    public string EngineName => (Names ?? []).FirstOrDefault("").TrimStart('/');
}
