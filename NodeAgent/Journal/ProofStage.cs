using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// How far a challenge came: received → committed → settled, or settled at once. Each is durable before the scheduler hears of it, and
/// none is
/// ever taken back: what was committed to once is never committed to differently.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "stage")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(Committed), "committed")]
[JsonDerivedType(typeof(Settled), "settled")]
public abstract record ProofStage
{
    private ProofStage()
    {
    }

    public sealed record Received : ProofStage;

    public sealed record Committed(PogCommitment Message, Signature Signature) : ProofStage;

    /// <param name="State">As the scheduler said; null where it was not asked, or did not answer.</param>
    /// <param name="Text">For the owner: why, unless it was accepted.</param>
    /// <param name="At">Unix milliseconds.</param>
    public sealed record Settled(ProofState? State, string? Text, long At) : ProofStage;
}
