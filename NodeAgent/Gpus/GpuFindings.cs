using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Gpus;

/// <summary>
/// What an owner of NVIDIA GPUs should know about the way they reach containers, the gravest first; without effects. The heart of it is
/// which setups lose GPUs to <c>systemctl daemon-reload</c>, which every package upgrade may run.
/// </summary>
/// <remarks>https://github.com/NVIDIA/nvidia-container-toolkit/issues/48, https://github.com/opencontainers/runc/issues/3708</remarks>
internal static class GpuFindings
{
    /// <summary>Those up to 1.17.7 let an image run code as root on the machine (CVE-2025-23266).</summary>
    private static readonly Version _safeToolkit = new(1, 17, 8);

    /// <summary>From 1.1.3 on runc named devices to systemd by links that NVIDIA's driver does not make; 1.1.7 no longer asks.</summary>
    private static readonly (Version From, Version Before) _runcNeedsLinks = (new(1, 1, 3), new(1, 1, 7));

    public static IReadOnlyList<EngineFinding> Of(GpuSetup setup, GpuAccess access)
    {
        if (setup.Gpus.Count == 0)
        {
            return [];
        }

        EngineFinding?[] all =
        [
            NoAccess(setup, access), NoDeviceRules(setup, access), NotInCdi(setup, access), LostOnReload(setup, access),
            LostWithoutLinks(setup, access), UnsafeToolkit(setup), KernelLog(setup),
        ];
        return [.. all.OfType<EngineFinding>()];
    }

    private static EngineFinding? NoAccess(GpuSetup setup, GpuAccess access) => access != GpuAccess.None ? null : new(
        FindingWeight.Limiting,
        $"This machine has {setup.Gpus.Count} NVIDIA GPU(s), and the engine cannot hand one to a container.",
        setup switch
        {
            { Toolkit: null } => $"Install nvidia-container-toolkit {_safeToolkit} or later and run "
                + "'nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml'; then use Docker 25 or later with "
                + "\"features\": {\"cdi\": true} in /etc/docker/daemon.json.",
            { CdiSpecs.Count: 0 } => "Run 'nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml'; then use Docker 25 or later with "
                + "\"features\": {\"cdi\": true} in /etc/docker/daemon.json.",
            _ => "Use Docker 25 or later with \"features\": {\"cdi\": true} in /etc/docker/daemon.json, and restart it.",
        });

    private static EngineFinding? NoDeviceRules(GpuSetup setup, GpuAccess access) =>
        access != GpuAccess.DeviceRequests || !setup.ToolkitLeavesCgroups ? null : new(
            FindingWeight.Limiting,
            "A container sees its GPU and may not open it: the NVIDIA container toolkit is set to 'no-cgroups = true'.",
            "Set it to false in /etc/nvidia-container-runtime/config.toml; true is for engines without root.");

    private static EngineFinding? NotInCdi(GpuSetup setup, GpuAccess access) =>
        access != GpuAccess.Cdi || setup.CdiSpecs.Count == 0 || setup.NotInCdi.Count == 0 ? null : new(
            FindingWeight.Limiting,
            $"The CDI specification {setup.CdiSpecs[0]} does not name {string.Join(", ", setup.NotInCdi)}.",
            $"Run 'nvidia-ctk cdi generate --device-name-strategy=uuid --output={setup.CdiSpecs[0]}'.");

    /// <summary>Its hook allows the devices behind systemd's back, which drops them at its next reload.</summary>
    private static EngineFinding? LostOnReload(GpuSetup setup, GpuAccess access) =>
        access != GpuAccess.DeviceRequests || !setup.Systemd || setup.CgroupDriver != "systemd" ? null : new(
            FindingWeight.Advice,
            "'systemctl daemon-reload', which package upgrades run, takes the GPUs from running jobs: a hook adds them, and systemd, "
            + "which keeps the containers' control groups, does not know of them. A job that loses its GPU is stopped as this "
            + "machine's fault.",
            setup.CdiSpecs.Count == 0
                ? "Run 'nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml' and use Docker 25 or later with \"features\": "
                    + "{\"cdi\": true} in /etc/docker/daemon.json; or set \"exec-opts\": [\"native.cgroupdriver=cgroupfs\"] there."
                : "Use Docker 25 or later with \"features\": {\"cdi\": true} in /etc/docker/daemon.json; or set \"exec-opts\": "
                    + "[\"native.cgroupdriver=cgroupfs\"] there.");

    private static EngineFinding? LostWithoutLinks(GpuSetup setup, GpuAccess access) =>
        access != GpuAccess.Cdi || !setup.Systemd || setup.CgroupDriver != "systemd" || setup.MissingLinks.Count == 0
            || setup.Runc is not { } runc || runc < _runcNeedsLinks.From || runc >= _runcNeedsLinks.Before ? null : new(
            FindingWeight.Advice,
            $"'systemctl daemon-reload' takes the GPUs from running jobs: runc {runc} names devices to systemd by links in /dev/char, and "
            + $"there is none for {string.Join(", ", setup.MissingLinks)}.",
            $"Use runc {_runcNeedsLinks.Before} or later, or run 'nvidia-ctk system create-dev-char-symlinks --create-all' at each boot.");

    private static EngineFinding? UnsafeToolkit(GpuSetup setup) =>
        setup.Toolkit is not { } toolkit || toolkit >= _safeToolkit ? null : new(
            FindingWeight.Advice,
            $"The NVIDIA container toolkit {toolkit} lets an image run code as root on this machine (CVE-2025-23266).",
            $"Upgrade nvidia-container-toolkit to {_safeToolkit} or later.");

    private static EngineFinding? KernelLog(GpuSetup setup) => setup.KernelLogProblem is not { } problem ? null : new(
        FindingWeight.Advice,
        $"The GPU driver's errors cannot be read ({problem}): a job that a failing GPU ends is not told from one that fails by itself.",
        "Run depin-node as root, or give its service CAP_SYSLOG and read access to /dev/kmsg.");
}
