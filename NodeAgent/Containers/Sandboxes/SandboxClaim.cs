namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>A sandbox that is one container's from now on, unless the engine says otherwise.</summary>
/// <param name="Id">The engine's.</param>
/// <param name="Naming">
/// Writes it down at the engine, which takes it as long as a third of making a container; so the container is made meanwhile. False: the
/// sandbox is gone. A container must not be started before.
/// </param>
internal sealed record SandboxClaim(string Id, Task<bool> Naming);
