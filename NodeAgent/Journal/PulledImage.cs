using System.Text.Json.Serialization;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Journal;

/// <summary>An image that this node had the engine pull for a job: its to remove, as no other image is.</summary>
/// <param name="Name">As the engine knows it: repository and digest.</param>
/// <param name="Id">The engine's id; null until its pull has ended.</param>
/// <param name="Bytes">Unpacked; 0 until then.</param>
/// <param name="UsedAt">When a job was last about to begin with it, or had ended, Unix milliseconds.</param>
public sealed record PulledImage(string Name, string? Id, long Bytes, long UsedAt)
{
    [JsonIgnore]
    public EngineImage Image => EngineImage.Parse(Name);
}
