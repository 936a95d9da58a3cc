using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

public sealed class CgroupLimitsTests
{
    [Test]
    public void Version_2_limits_bind_from_the_group_up_to_the_root()
    {
        using TemporaryDirectory root = new();
        root.Write("proc/self/cgroup", "0::/system.slice/depin-node.service\n");
        root.Write("sys/fs/cgroup/system.slice/depin-node.service/cpu.max", "max 100000\n");
        root.Write("sys/fs/cgroup/system.slice/depin-node.service/memory.max", "8589934592\n");
        root.Write("sys/fs/cgroup/system.slice/cpu.max", "150000 100000\n");
        root.Write("sys/fs/cgroup/system.slice/memory.max", "4294967296\n");
        Assert.That(CgroupLimits.Read(root.Path), Is.EqualTo(new CgroupLimits(1.5, 4294967296)));
    }

    [Test]
    public void Version_1_limits_are_read_per_controller()
    {
        using TemporaryDirectory root = new();
        root.Write("proc/self/cgroup", "4:memory:/job\n3:cpu,cpuacct:/job\n2:pids:/\n");
        root.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
        root.Write("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
        root.Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824\n");
        Assert.That(CgroupLimits.Read(root.Path), Is.EqualTo(new CgroupLimits(0.5, 1073741824)));
    }

    [Test]
    public void No_limit_in_either_version_is_null()
    {
        using TemporaryDirectory root = new();
        root.Write("proc/self/cgroup", "4:memory:/\n1:cpu:/\n0::/\n");
        root.Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        root.Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        root.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        root.Write("sys/fs/cgroup/memory.max", "max\n");
        Assert.That(CgroupLimits.Read(root.Path), Is.EqualTo(new CgroupLimits(null, null)));
    }

    [Test]
    public void A_machine_without_cgroup_files_has_no_limits()
    {
        using TemporaryDirectory root = new();
        Assert.That(CgroupLimits.Read(root.Path), Is.EqualTo(new CgroupLimits(null, null)));
    }
}
