using System.Text;
using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>What a verifier asks one GPU of a node to prove; the verifier signs it (docs/proof-of-gpu.md).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "proof")]
[JsonDerivedType(typeof(GemmChallenge), "gemm")]
[JsonDerivedType(typeof(VramChallenge), "vram")]
public abstract record PogChallenge
{
    private protected PogChallenge()
    {
    }

    /// <summary>How a challenge names a GPU: SHA-256 of its UUID as text.</summary>
    public static Hash32 HashOf(string uuid) => Hash32.Sha256(Encoding.UTF8.GetBytes(uuid));

    /// <summary>Who answers.</summary>
    public required Address Node { get; init; }

    /// <summary>Who asks, and signs this.</summary>
    public required Address Verifier { get; init; }

    /// <summary>The claimed GPU: <see cref="HashOf"/> its UUID.</summary>
    public required Hash32 Gpu { get; init; }

    /// <summary>Which of the node's GPUs.</summary>
    public required uint Slot { get; init; }

    /// <summary>The audit round: challenges of one epoch are sent at the same moment.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Epoch { get; init; }

    /// <summary>Random, and used once.</summary>
    public required Hash32 Nonce { get; init; }

    /// <summary>SHA-256 of the secret that draws the openings; the verifier reveals it after the commitment.</summary>
    public required Hash32 SecretDigest { get; init; }

    /// <summary>How many times the work is done, each time seeded by the result before.</summary>
    public required uint Rounds { get; init; }

    /// <summary>How many leaves are drawn and recomputed.</summary>
    public required uint Openings { get; init; }

    /// <summary>Unix seconds.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong IssuedAt { get; init; }

    /// <summary>Milliseconds, by the verifier's clock, that the commitment may take.</summary>
    public required uint Deadline { get; init; }

    /// <summary>The EIP-712 digest: what the verifier signs, and what every seed is made from.</summary>
    public abstract Hash32 Digest(Eip712Domain domain);

    /// <summary>The fields that both proofs begin with, in the order of their type strings.</summary>
    private protected void AddParties(ref AbiWords words)
    {
        words.Add(Node);
        words.Add(Verifier);
        words.Add(Gpu);
        words.Add(Slot);
        words.Add(Epoch);
        words.Add(Nonce);
        words.Add(SecretDigest);
    }
}
