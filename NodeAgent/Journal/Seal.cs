using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol;

namespace DePin.NodeAgent.Journal;

/// <summary>One link of the node's chain of attestations: which digest has the sequence, and all that it is of.</summary>
public sealed record Seal
{
    public required AttemptId Attempt { get; init; }

    public required Eip712Domain Domain { get; init; }

    public required WorkAttestation Message { get; init; }

    /// <summary>EIP-712 digest of the message in the domain.</summary>
    public required Hash32 Digest { get; init; }

    /// <summary>The exact bytes of the in-toto statement.</summary>
    public required byte[] Evidence { get; init; }

    /// <summary>The envelope, with whatever signatures there are.</summary>
    public AttestationEnvelope Envelope(SealSignatures signatures) => new()
    {
        Domain = Domain,
        Message = Message,
        Evidence = Evidence,
        Signature = signatures.Node,
        CounterSignature = signatures.CounterSignature,
        Scheduler = signatures.Scheduler,
    };
}
