using DePin.Attestation;

namespace DePin.Benchmark.Proof;

/// <summary>Whose proof of what it must be; null where anybody's will do.</summary>
/// <param name="Challenge">Digest of the challenge.</param>
public sealed record ProofExpectations(Address? Node = null, Address? Verifier = null, Hash32? Challenge = null)
{
    public static readonly ProofExpectations None = new();
}
