using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>PoG-GEMM v1: multiply an <c>M × K</c> matrix with a <c>K × N</c> one, exactly, <c>Rounds</c> times.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record GemmChallenge : PogChallenge, ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "GemmChallenge(uint8 arithmetic,address node,address verifier,bytes32 gpu,uint32 slot,uint64 epoch,bytes32 nonce,"
        + "bytes32 secretDigest,uint32 m,uint32 n,uint32 k,uint32 rounds,uint32 openings,uint64 issuedAt,uint32 deadline)";

    [JsonConverter(typeof(ArithmeticJsonConverter))]
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>Rows of A.</summary>
    public required uint M { get; init; }

    /// <summary>Columns of B.</summary>
    public required uint N { get; init; }

    /// <summary>Columns of A and rows of B: the length of each sum.</summary>
    public required uint K { get; init; }

    public override Hash32 Digest(Eip712Domain domain) => Eip712.Digest(domain, this);

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[16 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add((ulong)Arithmetic);
        AddParties(ref words);
        words.Add(M);
        words.Add(N);
        words.Add(K);
        words.Add(Rounds);
        words.Add(Openings);
        words.Add(IssuedAt);
        words.Add(Deadline);
        return words.Hash();
    }
}
