namespace DePin.NodeAgent.Containers;

/// <summary>What a job may use at most. Every number is required, so that none is unlimited by being forgotten.</summary>
/// <param name="CpuMillicores">Processor time in thousandths of a core, at least 10.</param>
/// <param name="MemoryBytes">Memory, shared memory and files in tmpfs together; at least 6 MiB (the engine's floor). No
/// swap beyond it.</param>
/// <param name="ShmBytes">Size of <c>/dev/shm</c>, part of the memory above.</param>
/// <param name="DiskBytes">The writable layer. 0: the root is read-only and only <c>/tmp</c> (in memory) is writable.</param>
/// <param name="Pids">Processes and threads together.</param>
public sealed record ContainerLimits(
    int CpuMillicores, long MemoryBytes, long ShmBytes, long DiskBytes, int Pids = ContainerLimits.DefaultPids)
{
    /// <summary>
    /// 4096: PyTorch data loaders with OpenMP on a 64-core machine take some 1 500 threads; a fork bomb is stopped within a
    /// second.
    /// </summary>
    public const int DefaultPids = 4096;
}
