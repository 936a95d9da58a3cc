namespace DePin.Protocol.Jobs;

/// <summary>What a job's container can reach.</summary>
public enum JobNetwork
{
    /// <summary>Nothing but its own loopback.</summary>
    None,

    /// <summary>Public addresses; private, link-local, metadata and the host's own addresses stay blocked.</summary>
    Egress,
}
