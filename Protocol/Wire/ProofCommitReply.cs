using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>
/// The commitment is durable: now the node learns what it must open. A repeat of the same commitment gets the same reply.
/// </summary>
/// <param name="Secret">Draws the openings; its hash was in the challenge.</param>
/// <param name="Receipt">When the commitment came, by the scheduler's clock.</param>
/// <param name="ReceiptSignature">The scheduler's.</param>
/// <param name="OpenWithinMs">Milliseconds that the openings may take.</param>
public sealed record ProofCommitReply(Hash32 Secret, PogReceipt Receipt, Signature ReceiptSignature, int OpenWithinMs);
