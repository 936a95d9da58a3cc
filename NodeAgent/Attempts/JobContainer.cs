using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>From a leased job to the container it wants.</summary>
internal static class JobContainer
{
    /// <summary>Set, to the checkpoint directory, exactly when there is a checkpoint to go on from.</summary>
    public const string CheckpointVariable = "DEPIN_CHECKPOINT";

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
            Environment = Environment(lease),
            Gpus = lease.Gpus,
            Network = spec.Network == Protocol.Jobs.JobNetwork.Egress ? NetworkAccess.Egress : NetworkAccess.None,
            JobPaths = [.. Collected(spec).Concat(spec.Inputs.Keys).Select(path => path.Value)],
            Runtime = runtime,
        };
    }

    /// <summary>The engine's name for the image, by digest where one is known.</summary>
    public static EngineImage Image(ImageReference image, ContentHash? digest) =>
        EngineImage.Of(digest is { } pinned ? image.WithDigest(pinned) : image);

    /// <summary>The directories the job may fill, its inputs, and the checkpoint it goes on from.</summary>
    public static IReadOnlyList<PlacedEntry> Entries(JobSpec spec, CheckpointManifest? checkpoint, Func<ContentHash, string> file) =>
    [
        .. spec.Resources.Disk.Bytes == 0
            ? []
            : Directories(spec),
        .. spec.Inputs.Select(input => new PlacedEntry.InputFile(input.Key.Value, file(input.Value))),
        .. checkpoint is null ? [] : Saved(spec.Checkpoint!.Path, checkpoint, file),
    ];

    /// <summary>
    /// The checkpoint's directory, the outputs', and of an output that looks like a file, by its extension, the one it is in.
    /// </summary>
    private static IEnumerable<PlacedEntry> Directories(JobSpec spec)
    {
        foreach (ContainerPath path in Collected(spec).Where(path => !spec.Inputs.ContainsKey(path)))
        {
            // A name that begins with a dot has no extension by it.
            string name = Path.GetFileName(path.Value).TrimStart('.');
            bool isFile = path != spec.Checkpoint?.Path && Path.GetExtension(name).Length > 1;
            if (!isFile)
            {
                yield return new PlacedEntry.OpenDirectory(path.Value);
            }
            else if (Path.GetDirectoryName(path.Value) is { Length: > 1 } parent)
            {
                yield return new PlacedEntry.OpenDirectory(parent, OnlyIfMissing: true);
            }
        }
    }

    /// <summary>The checkpoint as the job left it, to be replaced as it likes.</summary>
    private static IEnumerable<PlacedEntry> Saved(ContainerPath path, CheckpointManifest checkpoint, Func<ContentHash, string> file) =>
    [
        .. checkpoint.Files.SelectMany(entry => Parents(entry.Name)).Distinct()
            .Select(parent => new PlacedEntry.OpenDirectory($"{path}/{parent}")),
        .. checkpoint.Files.Select(entry => new PlacedEntry.OpenFile($"{path}/{entry.Name}", file(entry.Hash))),
        new PlacedEntry.OpenFile($"{path}/{CheckpointManifest.FileName}", file(checkpoint.Hash)),
    ];

    /// <summary><c>a</c> and <c>a/b</c> of <c>a/b/c</c>.</summary>
    private static IEnumerable<string> Parents(string name)
    {
        for (int slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            yield return name[..slash];
        }
    }

    private static IReadOnlyDictionary<string, string> Environment(Lease lease) =>
        lease is { Checkpoint: not null, Spec.Checkpoint: { } policy }
            ? new Dictionary<string, string>(lease.Spec.Env) { [CheckpointVariable] = policy.Path.Value }
            : lease.Spec.Env;

    private static ValueList<ContainerPath> Collected(JobSpec spec) =>
        spec.Checkpoint is { } checkpoint ? [.. spec.Outputs, checkpoint.Path] : spec.Outputs;
}
