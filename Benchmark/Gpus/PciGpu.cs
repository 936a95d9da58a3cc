namespace DePin.Benchmark.Gpus;

/// <summary>A graphics or compute card of NVIDIA's that the kernel found on the PCI bus, with or without a driver.</summary>
/// <param name="DeviceId">The card's own number, as NVML gives it too.</param>
/// <param name="BoundTo">The kernel driver that has it, such as <c>nvidia</c>, <c>nouveau</c> or <c>vfio-pci</c>; null for none.</param>
public sealed record PciGpu(PciAddress Address, int DeviceId, string? BoundTo);
