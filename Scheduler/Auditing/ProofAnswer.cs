using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Scheduler.Auditing;

/// <summary>What stopped a challenge's clock, and where the clock stood.</summary>
internal sealed record ProofAnswer(SignedCommitment Commitment, SignedReceipt Receipt);
