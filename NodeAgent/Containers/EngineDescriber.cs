using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers;

/// <summary>From what an engine says to what it means for jobs; without effects.</summary>
internal static class EngineDescriber
{
    public static EngineDescription Describe(
        EngineInfo info, VersionInfo version, string apiVersion, bool quotaMount, EgressReadiness egress)
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
            Gpu = Gpu(info),
            Runtimes = [.. (info.Runtimes ?? []).Keys.Order(StringComparer.Ordinal)],
            Egress = egress is EgressReadiness.Ready,
            Findings = [],
        };
        return description with { Findings = EngineFindings.Of(info, description, egress) };
    }

    private static bool IsPodman(VersionInfo version) => version.Components?.Any(part => part.Name == "Podman Engine") == true;

    // overlay2 counts on XFS project quotas; the file system must be mounted with them.
    private static bool HasQuota(EngineInfo info, bool quotaMount) =>
        info.Driver == "zfs" || (info.Driver == "overlay2" && quotaMount && Backing(info) == "xfs");

    private static string Backing(EngineInfo info) =>
        (info.DriverStatus ?? []).FirstOrDefault(pair => pair is ["Backing Filesystem", _])?[1] ?? "";

    private static string? BestLogDriver(string[] drivers) =>
        drivers.Contains("local") ? "local" : drivers.Contains("json-file") ? "json-file" : null;

    private static GpuAccess Gpu(EngineInfo info)
    {
        bool cdi = (info.DiscoveredDevices ?? []).Any(device => device.ID?.StartsWith("nvidia.com/gpu=", StringComparison.Ordinal) == true);
        return cdi ? GpuAccess.Cdi : info.Runtimes?.ContainsKey("nvidia") == true ? GpuAccess.DeviceRequests : GpuAccess.None;
    }
}
