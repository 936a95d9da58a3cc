using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerSummary, the fields we read. Names begin with a slash.</summary>
internal sealed record ContainerListItem(string Id, string[]? Names, string State, Dictionary<string, string>? Labels)
{
    /// <summary>Spelt so by the engine.</summary>
    public string ImageID { get; init; } = "";

    [JsonIgnore]
    public string EngineName => (Names ?? []).FirstOrDefault("").TrimStart('/');
}
