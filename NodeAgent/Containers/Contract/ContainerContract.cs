using System.Globalization;
using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Contract;

/// <summary>
/// What a stranger's image gets on this machine, as a function without effects: DESIGN §7, one private method or field per clause and one
/// test for each. Whatever is not set here (binds, mounts, devices, added capabilities, ports, host namespaces, another seccomp
/// profile) has no field in <see cref="CreateRequest"/>.
/// </summary>
internal static class ContainerContract
{
    /// <summary>
    /// Open files of one process. Soft and hard, so that a job sees the same everywhere; within what engines in VMs inherit (20
    /// 000).
    /// </summary>
    public const int OpenFiles = 16384;

    /// <summary>Jobs are killed for memory before this agent (which a unit puts below 0) and before anything the owner runs.</summary>
    public const int OomScoreAdjustment = 500;

    /// <summary>
    /// A log file is 256 MiB and there are two, so that the first 64 MiB a job writes can be read again from the start as long as its lines
    /// have 9 bytes or more on average (a record costs 26). Rotation beyond that is noticed by the reader.
    /// </summary>
    public const long LogFileBytes = 256L << 20;

    private const int LogFiles = 2;

    /// <summary>The most that the engine keeps of a job's output.</summary>
    public const long LogBytes = LogFileBytes * LogFiles;

    /// <summary>The request for <paramref name="spec"/>, which <see cref="ContractRefusals"/> has nothing against.</summary>
    /// <param name="spec">What the job wants.</param>
    /// <param name="image">Its image, as it is on the engine.</param>
    /// <param name="engine">What the engine can do.</param>
    /// <param name="networkMode"><c>none</c>, <c>container:ID</c> of a sandbox, or the name of the job's own bridge.</param>
    /// <param name="node">Goes into the labels.</param>
    public static CreateRequest Apply(
        ContainerSpec spec, ImageFacts image, EngineDescription engine, string networkMode, Address node) => new()
        {
            Image = image.Id,
            // In place of the entry point, so that the arguments run are exactly those of the specification.
            Entrypoint = spec.Command.Count == 0 ? null : spec.Command,
            Env = ContractEnvironment.For(spec, engine),
            Labels = ContainerLabels.For(spec, node),
            // One name for all tells nothing about the machine. Within a sandbox the name is the sandbox's.
            Hostname = NetworkMode.Joined(networkMode) is not null ? null : "job",
            StopSignal = spec.StopSignal is { } signal ? ((int)signal).ToString(CultureInfo.InvariantCulture) : null,
            // An image's health check would have the engine run programs in the job, at the host's cost and seen by nobody.
            Healthcheck = new HealthConfig(["NONE"]),
            HostConfig = Host(spec, image, engine, networkMode),
        };

    private static HostConfig Host(ContainerSpec spec, ImageFacts image, EngineDescription engine, string networkMode)
    {
        ContainerLimits limits = spec.Limits;
        return new HostConfig
        {
            NetworkMode = networkMode,
            CapDrop = ["ALL"],
            // Seccomp and AppArmor stay at the engine's default profiles, which naming neither gives.
            SecurityOpt = ["no-new-privileges:true"],
            IpcMode = "private",
            CgroupnsMode = "private",
            Runtime = Runtime(spec, engine),
            Memory = limits.MemoryBytes,
            // Memory and swap together: as much as memory alone is no swap.
            MemorySwap = limits.MemoryBytes,
            NanoCpus = limits.CpuMillicores * 1_000_000L,
            PidsLimit = limits.Pids,
            ShmSize = limits.ShmBytes,
            OomScoreAdj = OomScoreAdjustment,
            Ulimits = Ulimits(limits),
            ReadonlyRootfs = limits.DiskBytes == 0,
            StorageOpt = StorageOptions(limits, engine),
            Tmpfs = Tmpfs(limits, image),
            // The image's program is process 1: signals reach it directly, and one it has no handler for (a checkpoint request)
            // does no harm. An init in front would cost a program more at each start; zombies are bounded by the limit on
            // processes.
            Init = false,
            Dns = spec.Network == NetworkAccess.Egress ? EgressResolvers : null,
            // The agent decides what runs when; an engine that restarts a job would run it twice.
            RestartPolicy = new RestartPolicy("no"),
            LogConfig = Log(engine),
            DeviceRequests = Gpus(spec, engine),
        };
    }

    /// <summary>
    /// Public resolvers (Cloudflare, Quad9): a machine's own is often a private address, which the firewall keeps from jobs.
    /// </summary>
    public static IReadOnlyList<string> EgressResolvers { get; } = ["1.1.1.1", "9.9.9.9"];

    /// <summary>
    /// By name, so that a machine whose default is the NVIDIA runtime does not hand GPUs to all. Podman has no runc: its default.
    /// </summary>
    private static string? Runtime(ContainerSpec spec, EngineDescription engine) => spec.Runtime switch
    {
        ContainerRuntime.Runsc => "runsc",
        _ => engine.Runtimes.Contains("runc") ? "runc" : null,
    };

    /// <summary>No core dumps; no single file larger than the disk (in memory where the disk is none).</summary>
    private static Ulimit[] Ulimits(ContainerLimits limits)
    {
        long fileBytes = limits.DiskBytes == 0 ? limits.MemoryBytes : limits.DiskBytes;
        return [new("core", 0, 0), new("fsize", fileBytes, fileBytes), new("nofile", OpenFiles, OpenFiles)];
    }

    /// <summary>
    /// A quota where the engine has one. Elsewhere the agent measures <see cref="IContainerRuntime.DiskUsageAsync"/> and stops the
    /// job.
    /// </summary>
    private static Dictionary<string, string>? StorageOptions(ContainerLimits limits, EngineDescription engine) =>
        engine.DiskQuota && limits.DiskBytes > 0 ? new() { ["size"] = limits.DiskBytes.ToString(CultureInfo.InvariantCulture) } : null;

    /// <summary>
    /// <c>/tmp</c> where the root is read-only, and in place of every volume the image declares: an anonymous volume would lie outside
    /// the job's disk, unmeasured. What is in tmpfs counts as memory. Programs may be run from it: compilers of kernels load what
    /// they built there.
    /// </summary>
    private static Dictionary<string, string>? Tmpfs(ContainerLimits limits, ImageFacts image)
    {
        string options = string.Create(CultureInfo.InvariantCulture, $"rw,exec,nosuid,nodev,mode=1777,size={limits.MemoryBytes / 2}");
        IEnumerable<string> paths = limits.DiskBytes == 0 ? image.Volumes.Append("/tmp") : image.Volumes;
        Dictionary<string, string> mounts = paths.Distinct(StringComparer.Ordinal).ToDictionary(path => path, _ => options);
        return mounts.Count == 0 ? null : mounts;
    }

    private static LogConfig? Log(EngineDescription engine)
    {
        if (engine.LogDriver is not { } driver)
        {
            return null;
        }

        return new LogConfig(driver, new Dictionary<string, string>
        {
            ["max-size"] = LogFileBytes.ToString(CultureInfo.InvariantCulture),
            ["max-file"] = LogFiles.ToString(CultureInfo.InvariantCulture),
            ["compress"] = "false",
        });
    }

    private static DeviceRequest[]? Gpus(ContainerSpec spec, EngineDescription engine) => (spec.Gpus.Count, engine.Gpu) switch
    {
        (0, _) => null,
        (_, GpuAccess.Cdi) => [new DeviceRequest("cdi", [.. spec.Gpus.Select(uuid => $"nvidia.com/gpu={uuid}")], null)],
        _ => [new DeviceRequest("nvidia", spec.Gpus, [["gpu", "compute", "utility"]])],
    };
}
