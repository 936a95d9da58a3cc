using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>What a proof showed of a GPU, by the scheduler's clock: an interval, of which the lower end counts.</summary>
public sealed record ProvenFigure
{
    public required ProofKind Proof { get; init; }

    /// <summary>At least so many a second: operations, or bytes read at random places.</summary>
    public required double Low { get; init; }

    /// <summary>At most so many a second: less a round trip.</summary>
    public required double High { get; init; }

    /// <summary>Of <see cref="ProofKind.Vram"/>: memory that was filled and read.</summary>
    public long? Bytes { get; init; }

    /// <summary>What computed it, by the node's word.</summary>
    [JsonConverter(typeof(ProofDeviceJsonConverter))]
    public required ProofDevice Device { get; init; }

    /// <summary>Unix milliseconds of the verdict.</summary>
    public required long At { get; init; }

    /// <summary>The challenge whose transcript shows it.</summary>
    public required Hash32 Challenge { get; init; }
}
