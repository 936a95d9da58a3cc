using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>A node's answer to a scheduler's nonce; it buys a short-lived bearer token (DESIGN §5).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NodeLogin : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "NodeLogin(address node,bytes32 scheduler,bytes32 nonce,uint64 issuedAt,uint64 expiresAt)";

    /// <summary>The account of the key that signs this.</summary>
    public required Address Node { get; init; }

    /// <summary>Names the scheduler, so that a login cannot be replayed to another one.</summary>
    public required Hash32 Scheduler { get; init; }

    /// <summary>What the scheduler asked to have signed; used once.</summary>
    public required Hash32 Nonce { get; init; }

    /// <summary>Unix seconds.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong IssuedAt { get; init; }

    /// <summary>Unix seconds: not valid from then on.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong ExpiresAt { get; init; }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[6 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Node);
        words.Add(Scheduler);
        words.Add(Nonce);
        words.Add(IssuedAt);
        words.Add(ExpiresAt);
        return words.Hash();
    }
}
