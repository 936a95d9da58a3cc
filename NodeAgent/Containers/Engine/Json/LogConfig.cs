namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record LogConfig(string Type, IReadOnlyDictionary<string, string> Config);
