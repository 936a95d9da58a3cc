namespace DePin.NodeAgent.Containers.Engine;

internal sealed record CreateReply(string Id, string[]? Warnings);
