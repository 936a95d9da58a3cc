namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record NetworkInfo(string Id, string Name, Dictionary<string, string>? Labels);
