namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>SystemVersion, the fields we read. Podman names itself in the components.</summary>
internal sealed record VersionInfo(VersionComponent[]? Components);
