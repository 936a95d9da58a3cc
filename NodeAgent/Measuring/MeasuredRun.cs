using DePin.Benchmark.Machine;

namespace DePin.NodeAgent.Measuring;

/// <summary>A fresh report, and how it compares with the last run of the same kind; null when there was none.</summary>
public sealed record MeasuredRun(MachineReport Report, MachineComparison? Comparison);
