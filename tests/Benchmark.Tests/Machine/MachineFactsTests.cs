using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

public sealed class MachineFactsTests
{
    [Test]
    public void Facts_are_read_from_the_kernels_files()
    {
        using TemporaryDirectory root = new();
        root.Write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:    8388608 kB\n");
        root.Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Imaginary 9000\nprocessor\t: 1\nmodel name\t: Imaginary 9000\n");
        root.Write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-2,7\n");
        foreach (int cpu in new[] { 0, 1, 2, 7 })
        {
            // Two groups of cores share a 32 MiB cache each.
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index3/level", "3\n");
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index3/size", "32768K\n");
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index3/shared_cpu_list", cpu < 2 ? "0-1\n" : "2,7\n");
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index2/level", "2\n");
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index2/size", "1024K\n");
            root.Write($"sys/devices/system/cpu/cpu{cpu}/cache/index2/shared_cpu_list", $"{cpu}\n");
        }

        MachineFacts facts = MachineFactsReader.Read(root.Path);
        Assert.That(facts.CpuModel, Is.EqualTo("Imaginary 9000"));
        Assert.That(facts.Cores, Is.EqualTo(4));
        Assert.That(facts.MemoryBytes, Is.EqualTo(16L << 30));
        Assert.That(facts.MemoryAvailableBytes, Is.EqualTo(8L << 30));
        Assert.That(facts.LastLevelCacheBytes, Is.EqualTo(64L << 20));
    }

    [Test]
    public void Stolen_time_is_the_eighth_column()
    {
        using TemporaryDirectory root = new();
        root.Write("proc/stat", "cpu  10 20 30 40 50 60 70 80 5 5\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        Assert.That(MachineFactsReader.CpuTicks(root.Path), Is.EqualTo((80L, 360L)));
    }

    [Test]
    public void This_machine_has_a_model_cores_and_memory()
    {
        MachineFacts facts = MachineFactsReader.Read("/");
        Assert.That(facts.CpuModel, Is.Not.Empty);
        Assert.That(facts.Cores, Is.GreaterThanOrEqualTo(1));
        Assert.That(facts.MemoryAvailableBytes, Is.Positive.And.LessThanOrEqualTo(facts.MemoryBytes));
    }
}
