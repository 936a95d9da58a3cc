namespace DePin.NodeAgent.Containers.Engine;

internal sealed record NetworkInfo(string Id, string Name, Dictionary<string, string>? Labels);
