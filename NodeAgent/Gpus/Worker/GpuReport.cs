using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Checks;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>The GPUs of this machine as they are now, and what came of trying them out.</summary>
internal sealed record GpuReport(GpuInventory Inventory, IReadOnlyList<GpuCheck> Checks)
{
    public bool IsWell() => !Inventory.Findings.Any(finding => finding.IsGrave());
}
