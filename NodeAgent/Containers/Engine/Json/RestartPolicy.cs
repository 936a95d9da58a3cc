namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record RestartPolicy(string Name);
