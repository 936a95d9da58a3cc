namespace DePin.NodeAgent.Containers;

/// <summary>A running job's use of the machine since its start.</summary>
/// <param name="CpuTime">Processor time of all cores together.</param>
/// <param name="MemoryBytes">Now, page cache included.</param>
/// <param name="PeakMemoryBytes">The highest so far; null where the engine does not say (cgroup v2): keep the highest sample.</param>
/// <param name="Pids">Processes and threads now.</param>
public sealed record ContainerUsage(TimeSpan CpuTime, long MemoryBytes, long? PeakMemoryBytes, int Pids);
