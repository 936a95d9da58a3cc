namespace DePin.Benchmark.Gpus;

/// <summary>How a GPU is at one moment, as NVML says. What the card or the driver does not tell is null.</summary>
internal sealed record GpuMoment(PcieLink Link, GpuPower Power, GpuClocks Clocks, ClockReasons? Reasons, int? TemperatureCelsius);
