namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record Ulimit(string Name, long Soft, long Hard);
