namespace DePin.Benchmark.Gpus;

/// <summary>One part of a split GPU (MIG).</summary>
public sealed record MigSlice(string Uuid, string? Name, long? MemoryBytes, int? Multiprocessors);
