using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Envelopes;

/// <summary>A signed attestation with all that it takes to verify it offline: the file that <c>attestation verify FILE</c> reads.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AttestationEnvelope
{
    /// <summary>The longest file that is read. Evidence of thousands of outputs fits.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    public required Eip712Domain Domain { get; init; }

    public required WorkAttestation Message { get; init; }

    /// <summary>The node's, over <see cref="Digest"/>.</summary>
    public required Signature Signature { get; init; }

    /// <summary>
    /// The exact bytes of the in-toto statement; base64 in JSON. Never re-serialised, since <c>evidenceDigest</c> is of these bytes.
    /// </summary>
    public required ReadOnlyMemory<byte> Evidence { get; init; }

    /// <summary>The scheduler's, over the same digest: it accepted the attestation. Null until it did.</summary>
    public Signature? CounterSignature { get; init; }

    /// <summary>The account that counter-signed; null until it did.</summary>
    public Address? Scheduler { get; init; }

    /// <summary>Reads an envelope from a file's bytes.</summary>
    /// <exception cref="JsonException">Too long, not JSON, or not an envelope; the message says what and where.</exception>
    public static AttestationEnvelope Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new JsonException($"an attestation has at most {MaxBytes} bytes, this has {utf8.Length}");
        }

        return JsonMessage.Read(utf8, AttestationJson.Default.AttestationEnvelope);
    }

    /// <summary>What both signatures are of.</summary>
    public Hash32 Digest() => Eip712.Digest(Domain, Message);

    /// <summary>The same attestation, accepted by the scheduler with this key.</summary>
    public AttestationEnvelope CounterSignedBy(PrivateKey scheduler) =>
        this with { CounterSignature = scheduler.Sign(Digest()), Scheduler = scheduler.Address };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AttestationJson.Default.AttestationEnvelope);
}
