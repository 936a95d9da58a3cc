namespace DePin.Protocol.Wire;

/// <summary>A node's challenges, newest first.</summary>
/// <param name="Next">Pass as <c>before</c> for the next page; null on the last.</param>
public sealed record ProofList(IReadOnlyList<ProofView> Proofs, long? Next = null);
