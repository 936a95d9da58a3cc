namespace DePin.NodeAgent.Containers.Engine;

internal sealed record ConfigInfo(Dictionary<string, string>? Labels);
