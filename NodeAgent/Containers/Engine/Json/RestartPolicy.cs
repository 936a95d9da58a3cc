namespace DePin.NodeAgent.Containers.Engine;

internal sealed record RestartPolicy(string Name);
