namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record CreateReply(string Id, string[]? Warnings);
