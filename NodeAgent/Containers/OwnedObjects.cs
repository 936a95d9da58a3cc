namespace DePin.NodeAgent.Containers;

/// <summary>What this node has on the engine.</summary>
/// <param name="Containers">Every container of an attempt, in any state, in order of name.</param>
/// <param name="Leftovers">Names whose network or sandbox is there without a container:
/// <see cref="IContainerRuntime.RemoveAsync"/> clears each.</param>
public sealed record OwnedObjects(IReadOnlyList<ContainerSnapshot> Containers, IReadOnlyList<ContainerName> Leftovers);
