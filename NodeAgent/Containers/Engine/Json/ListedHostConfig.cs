namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>What a list tells of a container's HostConfig.</summary>
internal sealed record ListedHostConfig(string? NetworkMode);
