namespace DePin.Benchmark.Gpus;

/// <summary>Power in watts: drawn now, the limit in force, the card's own default, and what it may be set to.</summary>
public sealed record GpuPower(double? DrawWatts, double? LimitWatts, double? DefaultWatts, double? MinWatts, double? MaxWatts);
