using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class CgroupFolderTests
{
    private static readonly string[] _mounts =
    [
        "30 25 0:27 / /sys/fs/cgroup/pids rw,relatime shared:9 - cgroup cgroup rw,pids",
        "31 25 0:28 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct",
        "32 25 0:29 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
    ];

    [Test]
    public void Version_1_has_a_hierarchy_for_the_controller() =>
        Assert.That(Find(_mounts, "3:cpu,cpuacct:/a", "7:pids:/docker/f00", "0::/b"), Is.EqualTo("/sys/fs/cgroup/pids/docker/f00"));

    [Test]
    public void Version_2_has_one_for_all() => Assert.That(
        Find(["32 25 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup rw"], "0::/system.slice/docker-f00.scope"),
        Is.EqualTo("/sys/fs/cgroup/system.slice/docker-f00.scope"));

    [Test]
    public void A_part_of_the_hierarchy_is_mounted() => Assert.That(
        Find(["32 25 0:29 /outer /sys/fs/cgroup rw - cgroup2 cgroup rw"], "0::/outer/docker/f00"),
        Is.EqualTo("/sys/fs/cgroup/docker/f00"));

    [TestCase("0::/elsewhere/f00")]
    [TestCase("0::/outermost/f00")]
    [TestCase("")]
    public void What_is_outside_is_not_found(string group) =>
        Assert.That(Find(["32 25 0:29 /outer /sys/fs/cgroup rw - cgroup2 cgroup rw"], group), Is.Null);

    private static string? Find(string[] mounts, params string[] groups) => CgroupFolder.Find(mounts, groups, "pids");
}
