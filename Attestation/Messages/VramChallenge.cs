using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>PoG-VRAM v2: fill memory with what is dear to compute, then read it at random places, <c>Rounds</c> times.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record VramChallenge : PogChallenge, ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "VramChallenge(address node,address verifier,bytes32 gpu,uint32 slot,uint64 epoch,bytes32 nonce,bytes32 secretDigest,"
        + "bytes32 startDigest,uint64 lines,uint32 work,uint32 lanes,uint32 steps,uint32 rounds,uint32 openings,uint64 issuedAt,"
        + "uint32 fillDeadline,uint32 deadline)";

    /// <summary>SHA-256 of what seeds the reading; the verifier reveals it when the memory is filled.</summary>
    public required Hash32 StartDigest { get; init; }

    /// <summary>Memory, in lines of 128 bytes.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Lines { get; init; }

    /// <summary>ChaCha20 blocks that each 32-byte word of the memory costs.</summary>
    public required uint Work { get; init; }

    /// <summary>Walks through the memory in each round.</summary>
    public required uint Lanes { get; init; }

    /// <summary>Lines that a walk reads, each at a place that the line before decides.</summary>
    public required uint Steps { get; init; }

    /// <summary>Milliseconds, by the verifier's clock, that filling may take.</summary>
    public required uint FillDeadline { get; init; }

    public override Hash32 Digest(Eip712Domain domain) => Eip712.Digest(domain, this);

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[18 * AbiWords.WordSize]);
        words.Add(TypeHash);
        AddParties(ref words);
        words.Add(StartDigest);
        words.Add(Lines);
        words.Add(Work);
        words.Add(Lanes);
        words.Add(Steps);
        words.Add(Rounds);
        words.Add(Openings);
        words.Add(IssuedAt);
        words.Add(FillDeadline);
        words.Add(Deadline);
        return words.Hash();
    }
}
