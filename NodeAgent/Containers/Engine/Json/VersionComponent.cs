namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record VersionComponent(string? Name, string? Version);
