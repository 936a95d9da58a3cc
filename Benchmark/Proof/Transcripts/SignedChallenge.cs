using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>A challenge with its signature, and what the verifier has revealed of it: a challenge file.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SignedChallenge
{
    /// <summary>The longest file that is read.</summary>
    public const int MaxBytes = 16 * 1024;

    public required Eip712Domain Domain { get; init; }

    public required PogChallenge Message { get; init; }

    /// <summary>The verifier's.</summary>
    public required Signature Signature { get; init; }

    /// <summary>Draws the openings. Null until the verifier has the commitment.</summary>
    public Hash32? Secret { get; init; }

    /// <summary>Seeds the walk through the memory. Null until the memory is filled, and where there is none.</summary>
    public Hash32? Start { get; init; }

    /// <summary>A challenge of <paramref name="verifier"/>, who is named in the message.</summary>
    public static SignedChallenge Of(Eip712Domain domain, PogChallenge message, PrivateKey verifier) =>
        new() { Domain = domain, Message = message, Signature = verifier.Sign(message.Digest(domain)) };

    /// <exception cref="JsonException">Too long, or not a challenge; the message says what and where.</exception>
    public static SignedChallenge Parse(ReadOnlySpan<byte> utf8) =>
        ProofJson.Read(utf8, ProofJson.Default.SignedChallenge, MaxBytes, "a challenge");

    /// <summary>What the verifier signed, and what seeds everything.</summary>
    public Hash32 Digest() => Message.Digest(Domain);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.SignedChallenge);
}
