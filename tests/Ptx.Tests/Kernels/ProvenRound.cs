using DePin.Attestation;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>What a GPU made of a round.</summary>
internal sealed record ProvenRound(Hash32[] Leaves, Hash32 Root);
