using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Containers.Contract;

/// <summary>Why a job must not run on this engine, known before the engine is asked.</summary>
internal static class ContractRefusals
{
    public const int MaxVolumes = 16;

    /// <summary>
    /// A program that begins at a descriptor of its runtime has been a way out to the machine (CVE-2024-21626).
    /// </summary>
    private static readonly string[] _kernels = ["/proc", "/sys", "/dev"];

    public static CreateOutcome.Refused? Find(ContainerSpec spec, ImageFacts image, EngineDescription engine) =>
        OfHost(spec, engine) is { } host ? new CreateOutcome.Refused(host, Blame.Host)
        : OfJob(spec, image) is { } job ? new CreateOutcome.Refused(job, Blame.Job) { Shown = job }
        : null;

    private static string? OfHost(ContainerSpec spec, EngineDescription engine)
    {
        if (engine.Findings.FirstOrDefault(finding => finding.Weight == FindingWeight.Blocking) is { } blocking)
        {
            return $"{blocking.Fact} {blocking.Remedy}";
        }

        if (spec.Runtime == ContainerRuntime.Runsc && !engine.Runtimes.Contains("runsc"))
        {
            return "The node is set to run jobs under gVisor, but the engine has no runtime 'runsc'. "
                + "Install gVisor and register it with the engine.";
        }

        if (spec.Gpus.Count > 0 && engine.Gpu == GpuAccess.None)
        {
            return "The engine cannot hand a GPU to a container. Install nvidia-container-toolkit and generate its CDI specification.";
        }

        return spec.Network == NetworkAccess.Egress && !engine.Egress
            ? "This machine cannot keep a job with egress off private addresses. The engine's findings say what is missing."
            : null;
    }

    private static string? OfJob(ContainerSpec spec, ImageFacts image)
    {
        if (spec.Command.Count == 0 && !image.HasProgram)
        {
            return "The image names no program to run and the job gives no command. Set 'command'.";
        }

        if (spec.Environment.Keys.FirstOrDefault(name => name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) is { } bad)
        {
            return $"'{bad}' cannot be the name of an environment variable.";
        }

        if (spec.Limits.DiskBytes == 0 && spec.JobPaths.Count > 0)
        {
            return $"'{spec.JobPaths[0]}' cannot hold files of a job without a disk. Set 'resources.disk'.";
        }

        if (_kernels.FirstOrDefault(tree => Contains(tree, ContainerVolume.Clean(image.WorkingDirectory))) is { } kernels)
        {
            return $"The image's working directory is '{image.WorkingDirectory}', and {kernels} is the kernel's. "
                + "Choose another in the image.";
        }

        return OfVolumes(spec, image);
    }

    private static string? OfVolumes(ContainerSpec spec, ImageFacts image)
    {
        if (image.Volumes.Count > MaxVolumes)
        {
            return $"The image declares {image.Volumes.Count} volumes; {MaxVolumes} are allowed.";
        }

        foreach (string volume in image.Volumes)
        {
            if (!ContainerVolume.IsMountable(volume))
            {
                return $"The image declares the volume '{volume}', where nothing may be mounted. Build it without.";
            }

            if (spec.JobPaths.FirstOrDefault(path => Overlap(path, volume)) is { } path)
            {
                return $"The image declares the volume '{volume}', which is held in memory and is empty at the start and gone "
                    + $"at the end, but '{path}' holds files. Choose another path.";
            }
        }

        return null;
    }

    private static bool Overlap(string path, string volume) => Contains(path, volume) || Contains(volume, path);

    private static bool Contains(string outer, string inner) =>
        $"{inner.TrimEnd('/')}/".StartsWith($"{outer.TrimEnd('/')}/", StringComparison.Ordinal);
}
