namespace DePin.Attestation.Evidence;

/// <param name="Reference">The image as the spec names it.</param>
/// <param name="Digest">The OCI manifest that ran, <c>sha256:…</c>; null when none was resolved.</param>
public sealed record ImageEvidence(string Reference, string? Digest = null);
