namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record PluginsInfo(string[]? Log, string[]? Network);
