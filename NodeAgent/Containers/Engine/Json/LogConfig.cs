namespace DePin.NodeAgent.Containers.Engine;

internal sealed record LogConfig(string Type, IReadOnlyDictionary<string, string> Config);
