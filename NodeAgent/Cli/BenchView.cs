using DePin.Benchmark.Machine;

namespace DePin.NodeAgent.Cli;

/// <summary>What <c>bench --json</c> answers.</summary>
/// <param name="Comparison">With the last run of the same kind; null when there was none.</param>
internal sealed record BenchView(MachineReport Report, MachineComparison? Comparison, GpuBenchView Gpus);
