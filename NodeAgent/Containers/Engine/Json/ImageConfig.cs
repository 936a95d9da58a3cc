using System.Text.Json;

namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record ImageConfig(
    string? User, string[]? Cmd, string[]? Entrypoint, string? WorkingDir, Dictionary<string, JsonElement>? Volumes);
