using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof;

/// <summary>What an accepted transcript shows.</summary>
/// <param name="Digest">The challenge's.</param>
/// <param name="Device">What computed it, by the node's word.</param>
/// <param name="Rate">Null where no receipt says how long it took.</param>
public sealed record ProofFacts(Hash32 Digest, PogChallenge Challenge, ProofDevice Device, ProofRate? Rate)
{
    /// <summary>Exact operations (a multiply-add is two) or bytes read at random.</summary>
    public double Work => Challenge switch
    {
        GemmChallenge gemm => 2.0 * gemm.M * gemm.N * gemm.K * gemm.Rounds,
        VramChallenge vram => (double)Vram.LineChains.LineBytes * vram.Lanes * vram.Steps * vram.Rounds,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Memory that was filled and read, in bytes; null for a proof of a rate alone.</summary>
    public long? MemoryBytes => Challenge is VramChallenge vram ? (long)vram.Lines * ProofLimits.LineBytes : null;

    /// <summary>The probability that a node which left out this share of the leaves would have been accepted too.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Undetected(double share) => Math.Pow(1 - share, Challenge.Openings);
}
