namespace DePin.Benchmark.Gpus;

/// <summary>Whether memory errors are corrected, and how many there were since the driver was loaded.</summary>
public sealed record EccState(bool Enabled, long? Corrected, long? Uncorrected);
