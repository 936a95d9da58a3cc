namespace DePin.Benchmark.Gpus.Launching;

/// <summary>A place in a GPU's memory, within a <see cref="DeviceBuffer"/>.</summary>
internal readonly record struct DeviceAddress(ulong Value);
