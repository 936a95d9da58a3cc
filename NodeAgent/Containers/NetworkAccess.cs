namespace DePin.NodeAgent.Containers;

public enum NetworkAccess
{
    /// <summary>Only the container's own loopback.</summary>
    None,

    /// <summary>
    /// Out to public IPv4 addresses; private, link-local, metadata and this machine's own addresses are rejected by the
    /// firewall.
    /// </summary>
    Egress,
}
