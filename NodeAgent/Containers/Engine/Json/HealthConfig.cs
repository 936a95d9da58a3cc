namespace DePin.NodeAgent.Containers.Engine;

internal sealed record HealthConfig(IReadOnlyList<string> Test);
