using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Containers;

/// <summary>What a container's network is to be.</summary>
internal abstract record PreparedNetwork
{
    private PreparedNetwork()
    {
    }

    /// <summary>A sandbox with nothing in it.</summary>
    /// <param name="Own">The one it was given before; null: one that is ready, or a namespace of its own where none is.</param>
    public sealed record Sandboxed(SandboxClaim? Own) : PreparedNetwork;

    /// <summary>A bridge of its own behind the firewall.</summary>
    public sealed record Bridged(string Name) : PreparedNetwork;

    /// <summary>There is none for it on this machine.</summary>
    public sealed record Refused(string Reason) : PreparedNetwork;
}
