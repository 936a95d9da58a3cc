using DePin.Attestation;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>pog prove --json</c> says.</summary>
/// <param name="File">The transcript.</param>
/// <param name="Challenge">Digest of the challenge that was answered.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>simulated</c>.</param>
/// <param name="Gpu">UUID of the GPU that was asked; null for the processor.</param>
/// <param name="Seconds">That the work took, without what is made ready before and opened after.</param>
internal sealed record PogProofView(string File, Hash32 Challenge, Hash32 Commit, string Device, string? Gpu, double Seconds);
