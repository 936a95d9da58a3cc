using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerInspect, the fields we read. The name begins with a slash; the image is its id.</summary>
internal sealed record ContainerInfo(
    string Id, string Name, string Image, StateInfo State, ConfigInfo? Config, JsonElement? HostConfig, GraphDriverInfo? GraphDriver,
    long? SizeRw, string? HostsPath = null, string? HostnamePath = null, string? ResolvConfPath = null)
{
    [JsonIgnore]
    public string EngineName => Name.TrimStart('/');

    /// <summary>The id of the container whose network it has, or null.</summary>
    [JsonIgnore]
    public string? JoinedContainer =>
        NetworkMode.Joined(HostConfig?.Deserialize(EngineJson.Default.ListedHostConfig)?.NetworkMode);

    /// <summary>Files of this machine that the engine mounts into the container, writable where its root is.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> MountedFiles =>
        [.. new[] { HostsPath, HostnamePath, ResolvConfPath }.OfType<string>().Where(path => path.StartsWith('/'))];

    /// <summary>Null when it is not this node's, or no attempt's.</summary>
    public ContainerSnapshot? Snapshot(Address node) =>
        Config?.Labels is { } labels && labels.GetValueOrDefault(ContainerLabels.Node) == node.ToString()
            ? ContainerLabels.Read(Name, Id, labels, State.Meaning)
            : null;
}
