using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof;

/// <summary>What proofs say beside each other: none of one challenge twice, and none of one GPU under two names.</summary>
/// <remarks>
/// That two names of a GPU are one GPU without saying so shows in their times alone: challenged at one moment, they share its speed.
/// </remarks>
public sealed class CoAudit
{
    private readonly HashSet<Hash32> _challenges = [];
    private readonly Dictionary<Hash32, PogChallenge> _gpus = [];

    /// <summary>Why an accepted proof is refused beside those before it; null when it is not, and then it is one of them.</summary>
    public ProofRejection? Add(ProofFacts facts)
    {
        PogChallenge challenge = facts.Challenge;
        if (!_challenges.Add(facts.Digest))
        {
            return new ProofRejection.Replayed(facts.Digest);
        }

        return _gpus.TryAdd(challenge.Gpu, challenge) || Same(_gpus[challenge.Gpu], challenge)
            ? null
            : new ProofRejection.SharedGpu(
                challenge.Gpu, challenge.Node, challenge.Slot, _gpus[challenge.Gpu].Node, _gpus[challenge.Gpu].Slot);
    }

    private static bool Same(PogChallenge one, PogChallenge other) => (one.Node, one.Slot) == (other.Node, other.Slot);
}
