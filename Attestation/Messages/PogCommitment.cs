using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>A node's answer to a <see cref="PogChallenge"/>: all its work in 32 bytes, before it knows what will be looked at.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PogCommitment : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString => "PogCommitment(bytes32 challenge,bytes32 commit,uint8 device)";

    /// <summary>Digest of the challenge.</summary>
    public required Hash32 Challenge { get; init; }

    /// <summary>Hash of all rounds' roots.</summary>
    public required Hash32 Commit { get; init; }

    [JsonConverter(typeof(ProofDeviceJsonConverter))]
    public required ProofDevice Device { get; init; }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[4 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Challenge);
        words.Add(Commit);
        words.Add((ulong)Device);
        return words.Hash();
    }
}
