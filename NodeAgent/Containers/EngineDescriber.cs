using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Containers;

/// <summary>From what an engine says to what it means for jobs; without effects.</summary>
internal static class EngineDescriber
{
    public static EngineDescription Describe(
        EngineInfo info, VersionInfo version, string apiVersion, bool quotaMount, GpuSetup gpus, EgressReadiness egress)
    {
        string[] security = info.SecurityOptions ?? [];
        EngineDescription description = new()
        {
            Product = $"{(IsPodman(version) ? "Podman" : "Docker")} {info.ServerVersion}",
            ApiVersion = apiVersion,
            Architecture = info.Architecture,
            StorageDriver = info.Driver,
            DataRoot = info.DockerRootDir,
            CgroupVersion = info.CgroupVersion == "2" ? 2 : 1,
            DiskQuota = HasQuota(info, quotaMount),
            SwapLimit = info.SwapLimit,
            UserNamespace = security.Any(option => option.StartsWith("name=userns", StringComparison.Ordinal) || option == "name=rootless"),
            LiveRestore = info.LiveRestoreEnabled,
            LogDriver = BestLogDriver(info.Plugins?.Log ?? []),
            Gpu = Gpu(info, gpus),
            Runtimes = [.. (info.Runtimes ?? []).Keys.Order(StringComparer.Ordinal)],
            Egress = egress is EgressReadiness.Ready,
            Findings = [],
        };
        return description with { Findings = EngineFindings.Of(info, description, gpus, egress) };
    }

    private static bool IsPodman(VersionInfo version) => version.Components?.Any(part => part.Name == "Podman Engine") == true;

    // overlay2 counts on XFS project quotas; the file system must be mounted with them.
    private static bool HasQuota(EngineInfo info, bool quotaMount) =>
        info.Driver == "zfs" || (info.Driver == "overlay2" && quotaMount && Backing(info) == "xfs");

    private static string Backing(EngineInfo info) =>
        (info.DriverStatus ?? []).FirstOrDefault(pair => pair is ["Backing Filesystem", _])?[1] ?? "";

    private static string? BestLogDriver(string[] drivers) =>
        drivers.Contains("local") ? "local" : drivers.Contains("json-file") ? "json-file" : null;

    /// <summary>
    /// CDI wherever the engine has it: the devices are then in the container's own specification, and no daemon-reload takes them
    /// away. Engines before 28.2 do not list devices, but only ones that take them say where specifications are.
    /// </summary>
    private static GpuAccess Gpu(EngineInfo info, GpuSetup gpus)
    {
        bool listed = (info.DiscoveredDevices ?? [])
            .Any(device => device.ID?.StartsWith("nvidia.com/gpu=", StringComparison.Ordinal) == true);
        bool specified = info.DiscoveredDevices is null && info.CDISpecDirs is { Length: > 0 } && gpus.CdiSpecs.Count > 0;
        return listed || specified ? GpuAccess.Cdi
            : info.Runtimes?.ContainsKey("nvidia") == true ? GpuAccess.DeviceRequests
            : GpuAccess.None;
    }
}
