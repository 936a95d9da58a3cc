namespace DePin.Attestation.Envelopes;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Status">Whether it holds.</param>
/// <param name="Detail">What was found, or what was expected and what was found instead, in one sentence.</param>
public sealed record AttestationFinding(AttestationCheck Check, FindingStatus Status, string Detail);
