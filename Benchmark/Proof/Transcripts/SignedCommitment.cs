using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Transcripts;

/// <summary>A commitment with the node's signature.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SignedCommitment(PogCommitment Message, Signature Signature)
{
    public static SignedCommitment Of(Eip712Domain domain, PogCommitment message, PrivateKey node) =>
        new(message, node.Sign(Eip712.Digest(domain, message)));
}
