using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>A verifier's word for how long a commitment took. It is the one part of a proof that nobody can check again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PogReceipt : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString => "PogReceipt(bytes32 challenge,bytes32 commit,uint64 elapsed,uint64 roundTrip)";

    /// <summary>Digest of the challenge.</summary>
    public required Hash32 Challenge { get; init; }

    /// <summary>The commitment that came.</summary>
    public required Hash32 Commit { get; init; }

    /// <summary>Nanoseconds from sending what the node needed to begin to receiving the commitment.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Elapsed { get; init; }

    /// <summary>Nanoseconds of the shortest round trip measured just before.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong RoundTrip { get; init; }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[5 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Challenge);
        words.Add(Commit);
        words.Add(Elapsed);
        words.Add(RoundTrip);
        return words.Hash();
    }
}
