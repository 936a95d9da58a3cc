namespace DePin.NodeAgent.Attempts;

/// <summary>What a job used of the machine, as sampled until shortly before its end; null where nobody could count.</summary>
/// <param name="CpuMilliseconds">Processor time of all cores together.</param>
/// <param name="PeakMemoryBytes">The highest figure seen, page cache included.</param>
/// <param name="PeakPids">The most processes and threads seen at once.</param>
/// <param name="DiskBytes">The most it was seen to have on the disk, deleted files that it held open included.</param>
/// <param name="Files">The most files and directories it was seen to have.</param>
public sealed record RunUsage(long? CpuMilliseconds, long? PeakMemoryBytes, int? PeakPids, long? DiskBytes, long? Files = null)
{
    public static RunUsage None { get; } = new(null, null, null, null);
}
