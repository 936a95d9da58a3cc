namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>Of a container's HostConfig, what a list tells and an inspection too.</summary>
internal sealed record ListedHostConfig(string? NetworkMode);
