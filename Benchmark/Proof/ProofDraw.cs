namespace DePin.Benchmark.Proof;

/// <summary>One leaf to open.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Position">From 0, in the order of the tree.</param>
internal readonly record struct ProofDraw(uint Round, uint Position);
