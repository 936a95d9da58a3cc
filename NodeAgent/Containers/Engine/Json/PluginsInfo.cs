namespace DePin.NodeAgent.Containers.Engine;

internal sealed record PluginsInfo(string[]? Log, string[]? Network);
