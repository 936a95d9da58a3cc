namespace DePin.Benchmark.Proof;

/// <summary>How many of the rounds are done.</summary>
public sealed record ProofProgress(uint Round, uint Rounds);
