namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>How fast one GPU's memory comes to another's; every byte of it is checked.</summary>
/// <param name="From">UUID.</param>
/// <param name="To">UUID.</param>
/// <param name="Direct">The one reaches the other's memory; otherwise the driver brings it by way of the machine's.</param>
public sealed record PeerCopy(string From, string To, bool Direct, GpuMeasurement Rate);
