namespace DePin.NodeAgent.Attempts;

/// <summary>What a job used of the machine, as sampled until shortly before its end.</summary>
/// <param name="CpuMilliseconds">Processor time of all cores together.</param>
/// <param name="PeakMemoryBytes">The highest figure seen, page cache included.</param>
/// <param name="PeakPids">The most processes and threads seen at once.</param>
/// <param name="DiskBytes">The writable layer when last measured.</param>
public sealed record RunUsage(long CpuMilliseconds, long PeakMemoryBytes, int PeakPids, long DiskBytes)
{
    public static RunUsage None { get; } = new(0, 0, 0, 0);
}
