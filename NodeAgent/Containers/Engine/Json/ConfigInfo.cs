using System.Text.Json;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerConfig, the fields we read: the image's, and the job's over them.</summary>
internal sealed record ConfigInfo(
    Dictionary<string, string>? Labels, string[]? Entrypoint, string[]? Cmd, string? WorkingDir, string? User,
    Dictionary<string, JsonElement>? Volumes)
{
    public string? Image { get; init; }

    public string[]? Env { get; init; }

    /// <summary>What the job and its image say by themselves, so that no secret of the machine is in it.</summary>
    public IReadOnlyList<string> Words() =>
        [.. Entrypoint ?? [], .. Cmd ?? [], .. Env ?? [], Image ?? "", WorkingDir ?? "", User ?? "", .. (Volumes ?? []).Keys];
}
