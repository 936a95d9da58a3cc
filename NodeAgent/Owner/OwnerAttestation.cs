using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;
using DePin.Protocol;

namespace DePin.NodeAgent.Owner;

/// <summary>One attestation this node signed.</summary>
public sealed record OwnerAttestation
{
    /// <summary>Its place in the node's chain, from 0.</summary>
    public required long Sequence { get; init; }

    public required AttemptId Attempt { get; init; }

    public required JobId Job { get; init; }

    /// <summary>The EIP-712 digest that was signed.</summary>
    public required Hash32 Digest { get; init; }

    [JsonConverter(typeof(OutcomeNameJsonConverter))]
    public required Outcome Outcome { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long FinishedAt { get; init; }

    /// <summary>True when the scheduler has accepted and counter-signed it.</summary>
    public required bool CounterSigned { get; init; }
}
