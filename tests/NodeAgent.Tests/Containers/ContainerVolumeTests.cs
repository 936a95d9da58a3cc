using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class ContainerVolumeTests
{
    [TestCase("/data", ExpectedResult = "/data")]
    [TestCase("/data/", ExpectedResult = "/data")]
    [TestCase("data", ExpectedResult = "/data")]
    [TestCase("//a/./b//c/", ExpectedResult = "/a/b/c")]
    [TestCase("/a/../d1", ExpectedResult = "/d1")]
    [TestCase("/../../etc", ExpectedResult = "/etc")]
    [TestCase("/a/..", ExpectedResult = "/")]
    public string Path_is_cleaned_as_the_engine_does(string path) => ContainerVolume.Clean(path);

    [TestCase("/data", ExpectedResult = true)]
    [TestCase("/procure", ExpectedResult = true)]
    [TestCase("/", ExpectedResult = false)]
    [TestCase("/proc", ExpectedResult = false)]
    [TestCase("/sys/fs", ExpectedResult = false)]
    [TestCase("/dev/shm", ExpectedResult = false)]
    public bool Root_and_kernel_are_not_mounted_over(string path) => ContainerVolume.IsMountable(path);
}
