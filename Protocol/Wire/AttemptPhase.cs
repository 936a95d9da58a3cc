using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>
/// How far an attempt is on its node. A node only ever moves it forward; a phase may be skipped (an attempt that cannot start goes
/// straight to <see cref="Delivering"/>, since every leased attempt ends with an attestation).
/// </summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AttemptPhase>))]
public enum AttemptPhase
{
    /// <summary>Leased; the node has not said yet that it has the lease in its journal.</summary>
    Leased,

    /// <summary>The lease is durable in the node's journal.</summary>
    Accepted,

    /// <summary>The image and the inputs are being fetched.</summary>
    Preparing,

    /// <summary>The container's process runs.</summary>
    Running,

    /// <summary>The process has ended; outputs are being collected and hashed.</summary>
    Collecting,

    /// <summary>Log, outputs and the signed attestation are on their way to the scheduler.</summary>
    Delivering,
}
