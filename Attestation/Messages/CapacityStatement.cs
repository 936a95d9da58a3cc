using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>What a node measured of itself and stands by until it expires (DESIGN §9).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CapacityStatement : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "CapacityStatement(address node,bytes32 capacityDigest,uint64 measuredAt,uint64 expiresAt,uint64 sequence)";

    /// <summary>The account of the key that signs this.</summary>
    public required Address Node { get; init; }

    /// <summary>SHA-256 of the canonical JSON (RFC 8785) of the measured capacity.</summary>
    public required Hash32 CapacityDigest { get; init; }

    /// <summary>Unix seconds.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong MeasuredAt { get; init; }

    /// <summary>Unix seconds: not valid from then on.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong ExpiresAt { get; init; }

    /// <summary>Grows with each statement of the node.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Sequence { get; init; }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[6 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Node);
        words.Add(CapacityDigest);
        words.Add(MeasuredAt);
        words.Add(ExpiresAt);
        words.Add(Sequence);
        return words.Hash();
    }
}
