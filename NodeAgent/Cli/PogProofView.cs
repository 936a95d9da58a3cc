using DePin.Attestation;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>pog prove --json</c> says.</summary>
/// <param name="File">The transcript.</param>
/// <param name="Challenge">Digest of the challenge that was answered.</param>
internal sealed record PogProofView(string File, Hash32 Challenge, Hash32 Commit, string Device);
