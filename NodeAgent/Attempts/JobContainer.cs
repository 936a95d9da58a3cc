using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>From a leased job to the container it wants.</summary>
internal static class JobContainer
{
    public static ContainerSpec Of(Lease lease, ContentHash image, ContainerRuntime runtime)
    {
        JobSpec spec = lease.Spec;
        return new ContainerSpec
        {
            Attempt = lease.Attempt,
            Epoch = lease.Epoch,
            SpecDigest = lease.SpecDigest,
            Image = Image(spec.Image, image),
            Limits = new ContainerLimits(
                (int)spec.Resources.Cpu.Millicores, spec.Resources.Memory.Bytes, spec.Resources.Shm.Bytes, spec.Resources.Disk.Bytes),
            Command = spec.Command,
            Environment = spec.Env,
            Gpus = lease.Gpus,
            Network = spec.Network == Protocol.Jobs.JobNetwork.Egress ? NetworkAccess.Egress : NetworkAccess.None,
            JobPaths = [.. Collected(spec).Concat(spec.Inputs.Keys).Select(path => path.Value)],
            Runtime = runtime,
        };
    }

    /// <summary>The engine's name for the image, by digest where one is known.</summary>
    public static EngineImage Image(ImageReference image, ContentHash? digest) =>
        EngineImage.Of(digest is { } pinned ? image.WithDigest(pinned) : image);

    /// <summary>Inputs, and the directories the job may fill.</summary>
    public static IReadOnlyList<PlacedEntry> Entries(JobSpec spec, Func<ContentHash, string> file) =>
    [
        .. spec.Resources.Disk.Bytes == 0
            ? []
            : Collected(spec).Where(path => !spec.Inputs.ContainsKey(path)).Select(path => new PlacedEntry.OpenDirectory(path.Value)),
        .. spec.Inputs.Select(input => new PlacedEntry.InputFile(input.Key.Value, file(input.Value))),
    ];

    private static ValueList<ContainerPath> Collected(JobSpec spec) =>
        spec.Checkpoint is { } checkpoint ? [.. spec.Outputs, checkpoint.Path] : spec.Outputs;
}
