using DePin.Attestation;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>What <c>pog challenge --json</c> writes.</summary>
/// <param name="Digest">The challenge's.</param>
/// <param name="Verifier">Who signed it.</param>
internal sealed record PogChallengeJson(string File, Hash32 Digest, Address Verifier);
