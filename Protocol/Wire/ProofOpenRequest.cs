namespace DePin.Protocol.Wire;

/// <param name="Roots">The root of each round, 32 bytes each; base64.</param>
/// <param name="Openings">For each draw its leaf and the leaf's siblings, 32 bytes each; base64.</param>
public sealed record ProofOpenRequest(ReadOnlyMemory<byte> Roots, ReadOnlyMemory<byte> Openings);
