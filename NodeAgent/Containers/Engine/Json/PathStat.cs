using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerPathStat, from the header <c>X-Docker-Container-Path-Stat</c>. The mode is Go's (io/fs.FileMode).</summary>
internal sealed record PathStat(
    [property: JsonPropertyName("mode")] uint Mode, [property: JsonPropertyName("linkTarget")] string LinkTarget)
{
    private const uint Directory = 1u << 31;
    private const uint Link = 1 << 27;
    private const uint Device = 1 << 26;
    private const uint Pipe = 1 << 25;
    private const uint Socket = 1 << 24;
    private const uint CharDevice = 1 << 21;

    [JsonIgnore]
    public bool IsFile => (Mode & (Directory | Link)) == 0 && !IsSpecial;

    [JsonIgnore]
    public bool IsSpecial => (Mode & (Device | Pipe | Socket | CharDevice)) != 0;
}
