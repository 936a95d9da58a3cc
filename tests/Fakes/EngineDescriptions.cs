using DePin.NodeAgent.Containers;

namespace DePin.Fakes;

/// <summary>Engines to describe in tests.</summary>
internal static class EngineDescriptions
{
    /// <summary>Debian 12's, on a file system without quotas.</summary>
    public static EngineDescription Docker20 { get; } = new()
    {
        Product = "Docker 20.10.24",
        ApiVersion = "1.41",
        Architecture = "x86_64",
        StorageDriver = "overlay2",
        DataRoot = "/var/lib/docker",
        CgroupVersion = 1,
        DiskQuota = false,
        SwapLimit = true,
        UserNamespace = false,
        LiveRestore = true,
        LogDriver = "local",
        Gpu = GpuAccess.None,
        Runtimes = ["runc"],
        Egress = true,
        Findings = [],
    };
}
