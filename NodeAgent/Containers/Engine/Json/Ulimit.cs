namespace DePin.NodeAgent.Containers.Engine;

internal sealed record Ulimit(string Name, long Soft, long Hard);
