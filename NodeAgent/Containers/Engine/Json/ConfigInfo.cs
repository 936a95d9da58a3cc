namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record ConfigInfo(Dictionary<string, string>? Labels);
