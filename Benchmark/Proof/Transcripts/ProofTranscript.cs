using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>All of one proof: what anyone needs to verify it again. The file that <c>pog verify FILE</c> reads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ProofTranscript
{
    public const string CurrentFormat = "depin-pog/v1";

    /// <summary>The longest file that is read: twice the largest proof within <see cref="ProofLimits"/>.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    public required string Format { get; init; }

    /// <summary>With its secret, and its start where it has one.</summary>
    public required SignedChallenge Challenge { get; init; }

    public required SignedCommitment Commitment { get; init; }

    /// <summary>The root of each round, 32 bytes each.</summary>
    [JsonConverter(typeof(CanonicalBase64Converter))]
    public required ReadOnlyMemory<byte> Roots { get; init; }

    /// <summary>For each draw its leaf and the leaf's siblings, 32 bytes each.</summary>
    [JsonConverter(typeof(CanonicalBase64Converter))]
    public required ReadOnlyMemory<byte> Openings { get; init; }

    /// <summary>Null where nobody has witnessed when the commitment came.</summary>
    public SignedReceipt? Receipt { get; init; }

    /// <summary>A whole answer, signed by the node.</summary>
    /// <param name="challenge">With its secret.</param>
    public static ProofTranscript Of(
        SignedChallenge challenge, PrivateKey node, ProofDevice device, ReadOnlyMemory<byte> roots, ReadOnlyMemory<byte> openings)
    {
        PogCommitment commitment = new() { Challenge = challenge.Digest(), Commit = ProofHash.Commit(roots.Span), Device = device };
        return new ProofTranscript
        {
            Format = CurrentFormat,
            Challenge = challenge,
            Commitment = SignedCommitment.Of(challenge.Domain, commitment, node),
            Roots = roots,
            Openings = openings,
        };
    }

    /// <exception cref="JsonException">Too long, not JSON, or not a transcript; the message says what and where.</exception>
    public static ProofTranscript Parse(ReadOnlySpan<byte> utf8)
    {
        ProofTranscript transcript = ProofJson.Read(utf8, ProofJson.Default.ProofTranscript, MaxBytes, "a transcript");
        return (transcript.Format, transcript.Challenge) switch
        {
            (not CurrentFormat, _) => throw new JsonException($"its format is not {CurrentFormat}"),
            (_, { Secret: null }) => throw new JsonException("the challenge has no secret"),
            (_, { Message: VramChallenge, Start: null }) => throw new JsonException("the challenge has no start"),
            (_, { Message: not VramChallenge, Start: not null }) => throw new JsonException("only a VRAM challenge has a start"),
            _ => transcript,
        };
    }

    /// <summary>The same transcript with the verifier's word for how long the commitment took.</summary>
    public ProofTranscript WitnessedBy(PrivateKey verifier, TimeSpan elapsed, TimeSpan roundTrip) =>
        this with { Receipt = SignedReceipt.Of(Challenge, Commitment.Message.Commit, elapsed, roundTrip, verifier) };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.ProofTranscript);
}
