namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record HealthConfig(IReadOnlyList<string> Test);
