using System.Globalization;
using DePin.Benchmark.Machine.Kernels;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine;

/// <summary>Asks the kernel what machine this is.</summary>
public static class MachineFactsReader
{
    /// <param name="root">The file system's root: <c>/</c>, or a directory that holds a copy of the files.</param>
    public static MachineFacts Read(string root)
    {
        Dictionary<string, string> memory = Pairs(Path.Combine(root, "proc/meminfo"));
        Dictionary<string, string> cpu = Pairs(Path.Combine(root, "proc/cpuinfo"));
        CgroupLimits limits = CgroupLimits.Read(root);
        return new MachineFacts
        {
            // x86 names the model; Arm does not, and says at least who made it.
            CpuModel = cpu.GetValueOrDefault("model name") ?? cpu.GetValueOrDefault("CPU implementer") ?? "unknown",
            Cores = AllowedCores(Path.Combine(root, "proc/self/status")) ?? Environment.ProcessorCount,
            VectorBits = Fp32Kernel.VectorBits,
            LastLevelCacheBytes = LastLevelCache(Path.Combine(root, "sys/devices/system/cpu")),
            MemoryBytes = KibiBytes(memory, "MemTotal"),
            MemoryAvailableBytes = Math.Min(KibiBytes(memory, "MemAvailable"), limits.MemoryBytes ?? long.MaxValue),
            MemoryLimitBytes = limits.MemoryBytes,
            CpuQuotaCores = limits.CpuCores,
        };
    }

    /// <summary>Time that the hypervisor gave to others, and all processor time, since the machine started; in ticks.</summary>
    public static (long Stolen, long Total) CpuTicks(string root)
    {
        string[] words = Lines(Path.Combine(root, "proc/stat")).FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

        // proc(5): user nice system idle iowait irq softirq steal; guest time is already part of user time.
        long[] ticks = [.. words.Skip(1).Take(8).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return ticks.Length == 8 ? (ticks[7], ticks.Sum()) : (0, 0);
    }

    private static int? AllowedCores(string statusPath)
    {
        if (!Pairs(statusPath).TryGetValue("Cpus_allowed_list", out string? list))
        {
            return null;
        }

        return CpuList(list).Count();
    }

    private static IEnumerable<int> CpuList(string list) => list.Split(',').SelectMany(range =>
    {
        string[] ends = range.Split('-');
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        return Enumerable.Range(first, int.Parse(ends[^1], CultureInfo.InvariantCulture) - first + 1);
    });

    private static long? LastLevelCache(string cpus)
    {
        Dictionary<string, (int Level, long Bytes)> caches = [];
        string[] directories = Directory.Exists(cpus) ? Directory.GetDirectories(cpus, "cpu*") : [];
        IEnumerable<string> indexes = directories.Select(cpu => Path.Combine(cpu, "cache")).Where(Directory.Exists);
        foreach (string index in indexes.SelectMany(Directory.GetDirectories))
        {
            string level = FirstLine(index, "level"), size = FirstLine(index, "size"), shared = FirstLine(index, "shared_cpu_list");
            if (level.Length > 0 && size.EndsWith('K'))
            {
                // The same cache is listed under each of its cores.
                caches[$"{level}:{shared}:{Path.GetFileName(index)}"] =
                    (int.Parse(level, CultureInfo.InvariantCulture), long.Parse(size[..^1], CultureInfo.InvariantCulture) * 1024);
            }
        }

        if (caches.Count == 0)
        {
            // Guests of some hypervisors see no cache directories; the C library then asks the processor.
            long bytes = LibC.sysconf(LibC._SC_LEVEL3_CACHE_SIZE);
            return bytes > 0 ? bytes : null;
        }

        int last = caches.Values.Max(cache => cache.Level);
        return caches.Values.Where(cache => cache.Level == last).Sum(cache => cache.Bytes);
    }

    private static long KibiBytes(Dictionary<string, string> pairs, string key) =>
        pairs.TryGetValue(key, out string? text)
        && long.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kib) ? kib * 1024 : 0;

    private static Dictionary<string, string> Pairs(string path)
    {
        Dictionary<string, string> pairs = [];
        foreach (string line in Lines(path))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                pairs.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return pairs;
    }

    private static string FirstLine(string directory, string file) => Lines(Path.Combine(directory, file)).FirstOrDefault() ?? "";

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
