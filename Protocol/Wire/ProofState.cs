using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>Where a challenge stands.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ProofState>))]
public enum ProofState
{
    /// <summary>The node works, and the clock runs.</summary>
    Asked,

    /// <summary>The commitment is there, the openings are not.</summary>
    Committed,

    Accepted,

    /// <summary>Late, absent or wrong.</summary>
    Rejected,

    /// <summary>It ended through no doing of the node's: the scheduler restarted and lost the clock.</summary>
    Void,
}
