using DePin.Attestation;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>attest verify --json</c> says.</summary>
internal sealed record VerifyView(string File, bool Valid, Hash32 Digest, IReadOnlyList<VerifyCheckView> Checks);
