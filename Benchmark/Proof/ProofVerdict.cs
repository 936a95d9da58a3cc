namespace DePin.Benchmark.Proof;

/// <summary>What a verifier says of a transcript.</summary>
public abstract record ProofVerdict
{
    private ProofVerdict()
    {
    }

    /// <summary>Every check holds.</summary>
    public sealed record Accepted(ProofFacts Facts) : ProofVerdict;

    /// <summary>One check does not.</summary>
    public sealed record Rejected(ProofRejection Rejection) : ProofVerdict;
}
