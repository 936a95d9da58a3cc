namespace DePin.Attestation.Envelopes;

/// <summary>All that <see cref="AttestationVerifier"/> found, each check once, in the order of <see cref="AttestationCheck"/>.</summary>
/// <param name="Digest">The EIP-712 digest that was verified.</param>
/// <param name="Findings">One for each check.</param>
public sealed record AttestationReport(Hash32 Digest, IReadOnlyList<AttestationFinding> Findings)
{
    /// <summary>True when no check failed.</summary>
    public bool IsValid => Findings.All(finding => finding.Status != FindingStatus.Failed);
}
