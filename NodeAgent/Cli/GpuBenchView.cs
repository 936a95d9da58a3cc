using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.NodeAgent.Cli;

/// <summary>The GPUs' part of what <c>bench --json</c> answers.</summary>
/// <param name="Inventory">As they were found.</param>
/// <param name="Run">What was measured; it says whether the driver is a simulated one.</param>
/// <param name="Comparisons">With the last run of the same kind, for each GPU that was in one.</param>
/// <param name="Findings">All there are: of the inventory, of the measuring, and what got slower.</param>
internal sealed record GpuBenchView(
    GpuInventory Inventory, GpuBenchRun Run, IReadOnlyList<GpuComparison> Comparisons, IReadOnlyList<GpuFinding> Findings)
{
    public bool IsWell() => !Findings.Any(finding => finding.IsGrave());
}
