using System.Globalization;

namespace DePin.Benchmark.Machine;

/// <summary>The tightest limits of the control groups around this process, from version 2 or version 1 of their files.</summary>
/// <param name="CpuCores">Processor quota in cores; null for none.</param>
/// <param name="MemoryBytes">Memory limit in bytes; null for none.</param>
public sealed record CgroupLimits(double? CpuCores, long? MemoryBytes)
{
    /// <summary>Version 1 writes "no limit" as the largest whole number of pages; nothing real comes near.</summary>
    private const long Unlimited = 1L << 60;

    /// <param name="root">The file system's root: <c>/</c>, or a directory that holds a copy of the files.</param>
    public static CgroupLimits Read(string root)
    {
        double? cores = null;
        long? memory = null;
        foreach (string line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            // hierarchy:controllers:path; version 2 has no controllers, and is mounted beside version 1 on hybrid systems.
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            string[] controllers = parts[1].Split(',');
            if (controllers.Contains("cpu"))
            {
                // Mounted under the names of its controllers; systemd adds a link under each single name.
                cores = Min(cores, Walk(root, $"sys/fs/cgroup/{parts[1]}", parts[2], CpuVersion1));
                cores = Min(cores, Walk(root, "sys/fs/cgroup/cpu", parts[2], CpuVersion1));
            }

            if (controllers.Contains("memory"))
            {
                memory = Min(memory, Walk(root, "sys/fs/cgroup/memory", parts[2], MemoryVersion1));
            }

            if (parts[1].Length == 0)
            {
                cores = Min(cores, Walk(root, "sys/fs/cgroup", parts[2], CpuVersion2));
                memory = Min(memory, Walk(root, "sys/fs/cgroup", parts[2], MemoryVersion2));
            }
        }

        return new CgroupLimits(cores, memory);
    }

    /// <summary>The smallest limit from the group at <paramref name="path"/> up to the root of its hierarchy: each one binds.</summary>
    private static T? Walk<T>(string root, string mount, string path, Func<string, T?> limit)
        where T : struct, IComparable<T>
    {
        T? tightest = null;
        for (string group = path.TrimEnd('/'); ; group = group[..group.LastIndexOf('/')])
        {
            tightest = Min(tightest, limit(Path.Combine(root, mount, group.TrimStart('/'))));
            if (group.Length == 0)
            {
                return tightest;
            }
        }
    }

    private static double? CpuVersion2(string group)
    {
        string[] words = Lines(Path.Combine(group, "cpu.max")).FirstOrDefault()?.Split(' ') ?? [];
        return words.Length == 2 ? Cores(Number(words[0]), Number(words[1])) : null;
    }

    private static double? CpuVersion1(string group) =>
        Cores(FirstNumber(group, "cpu.cfs_quota_us"), FirstNumber(group, "cpu.cfs_period_us"));

    private static double? Cores(long? quota, long? period) => quota > 0 && period > 0 ? (double)quota.Value / period.Value : null;

    private static long? MemoryVersion2(string group) => Limited(FirstNumber(group, "memory.max"));

    private static long? MemoryVersion1(string group) => Limited(FirstNumber(group, "memory.limit_in_bytes"));

    private static long? Limited(long? bytes) => bytes is > 0 and < Unlimited ? bytes : null;

    private static long? FirstNumber(string group, string file) => Number(Lines(Path.Combine(group, file)).FirstOrDefault());

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static T? Min<T>(T? a, T? b)
        where T : struct, IComparable<T> => a is null || (b is not null && b.Value.CompareTo(a.Value) < 0) ? b : a;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            // A controller that is not mounted or not ours to see sets no limit we could know of.
            return [];
        }
    }
}
