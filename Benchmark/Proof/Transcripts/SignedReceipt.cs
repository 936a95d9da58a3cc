using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>A receipt with the verifier's signature.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SignedReceipt(PogReceipt Message, Signature Signature)
{
    public static SignedReceipt Of(Eip712Domain domain, PogReceipt message, PrivateKey verifier) =>
        new(message, verifier.Sign(Eip712.Digest(domain, message)));
}
