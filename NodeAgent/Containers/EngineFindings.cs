using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Containers;

/// <summary>What an owner should know about the engine, the gravest first; without effects.</summary>
internal static class EngineFindings
{
    public static readonly EngineFinding NoLiveRestore = new(
        FindingWeight.Advice, "A restart of the engine ends running jobs.", "Set \"live-restore\": true in /etc/docker/daemon.json.");

    public static IReadOnlyList<EngineFinding> Of(
        EngineInfo info, EngineDescription engine, GpuSetup gpus, EgressReadiness egress) =>
    [
        .. Blocking(info).Concat(Limiting(egress)).Concat(GpuFindings.Of(gpus, engine.Gpu)).Concat(Advice(engine))
            .OrderBy(finding => finding.Weight),
    ];

    private static IEnumerable<EngineFinding> Blocking(EngineInfo info)
    {
        string? seccomp = (info.SecurityOptions ?? [])
            .FirstOrDefault(option => option.StartsWith("name=seccomp", StringComparison.Ordinal));
        if (seccomp is null || seccomp.Contains("profile=unconfined", StringComparison.Ordinal))
        {
            yield return new(
                FindingWeight.Blocking, "The engine runs containers without a seccomp profile.",
                "Remove 'seccomp-profile' from /etc/docker/daemon.json and use a kernel with CONFIG_SECCOMP_FILTER.");
        }

        (bool Works, string What)[] limits =
            [(info.MemoryLimit, "memory"), (info.PidsLimit, "processes"), (info.CpuCfsQuota, "processor time")];
        foreach ((bool _, string what) in limits.Where(limit => !limit.Works))
        {
            yield return new(
                FindingWeight.Blocking, $"The engine cannot limit {what} of a container.",
                "Mount the cgroup controllers (a systemd machine does) and restart the engine.");
        }
    }

    private static IEnumerable<EngineFinding> Limiting(EgressReadiness egress)
    {
        if (egress is EgressReadiness.Impossible impossible)
        {
            yield return new(FindingWeight.Limiting, $"Jobs that need the network are refused: {impossible.Fact}", impossible.Remedy);
        }
    }

    private static IEnumerable<EngineFinding> Advice(EngineDescription engine)
    {
        if (!engine.LiveRestore)
        {
            yield return NoLiveRestore;
        }

        if (!engine.DiskQuota)
        {
            yield return new(
                FindingWeight.Advice, "The engine cannot hold a job to its disk: it is measured, and a job that takes more is stopped.",
                $"Put {engine.DataRoot} on XFS mounted with 'pquota' and use the overlay2 storage driver.");
        }

        if (!engine.SwapLimit)
        {
            yield return new(
                FindingWeight.Advice, "The kernel does not count swap, so a job may be swapped out instead of being held to its memory.",
                "Boot with 'swapaccount=1', or without swap.");
        }

        if (engine.LogDriver != "local")
        {
            yield return new(
                FindingWeight.Advice, "Bytes of a job's log that are not UTF-8 are replaced: the engine has no 'local' log driver.",
                "Use Docker 18.09 or later.");
        }

        if (!engine.UserNamespace)
        {
            yield return new(
                FindingWeight.Advice,
                "Root in a container is root's number on this machine, held by capabilities, seccomp and mounts alone.",
                "Set \"userns-remap\": \"default\" in /etc/docker/daemon.json (images are then pulled again).");
        }
    }
}
