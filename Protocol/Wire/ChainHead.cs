using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>
/// The attestation of a node with the highest sequence that the scheduler has. A node whose journal is older learns from it that it is,
/// and one that lost its journal goes on behind it: no sequence is used twice. The node's own signature proves it.
/// </summary>
public sealed record ChainHead(Eip712Domain Domain, WorkAttestation Message, Signature Signature)
{
    /// <summary>What is signed.</summary>
    public Hash32 Digest() => Eip712.Digest(Domain, Message);
}
