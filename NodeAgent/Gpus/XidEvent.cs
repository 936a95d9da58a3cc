using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus;

/// <summary>One error that the NVIDIA driver reported of a GPU.</summary>
/// <param name="Gpu">Which one.</param>
/// <param name="Number">What: see <see cref="XidTable"/>.</param>
/// <param name="Text">The driver's words, printable and at most <see cref="XidLine.MaxText"/> characters.</param>
/// <param name="At">On the boot clock.</param>
public sealed record XidEvent(PciAddress Gpu, int Number, string Text, TimeSpan At);
