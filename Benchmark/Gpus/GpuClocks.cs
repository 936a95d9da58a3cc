namespace DePin.Benchmark.Gpus;

/// <summary>Clocks in MHz, now and at most.</summary>
public sealed record GpuClocks(int? SmMhz, int? MemoryMhz, int? MaxSmMhz, int? MaxMemoryMhz);
