using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>A challenge as it travels: signed in the scheduler's domain, which the node knows since its login.</summary>
/// <param name="Gpu">The UUID, as the node's capacity names it; the message has its hash.</param>
/// <param name="Message">Its digest in the domain is the challenge's id in every address.</param>
/// <param name="Signature">The scheduler's.</param>
public sealed record GpuChallenge(string Gpu, PogChallenge Message, Signature Signature)
{
    public ProofKind Kind() => Message switch
    {
        GemmChallenge { Arithmetic: Arithmetic.Int8 } => ProofKind.Int8,
        GemmChallenge => ProofKind.Fp16,
        _ => ProofKind.Vram,
    };
}
