using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>What the scheduler thinks of a node's silence.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NodeLiveness>))]
public enum NodeLiveness
{
    Connected,

    /// <summary>Silent for longer than a lease lives: keeps its leases, gets no new work.</summary>
    Suspect,

    /// <summary>Silent for longer than <c>reassignAfter</c>: its leases are given to others.</summary>
    Gone,
}
