namespace DePin.NodeAgent.Containers.Engine;

internal sealed record VersionComponent(string? Name, string? Version);
