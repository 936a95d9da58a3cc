using System.Text.Json.Serialization;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Something that kept an attempt from running, or that befell it from outside. <see cref="VerdictTable"/> says whose fault
/// each is.
/// </summary>
/// <param name="Detail">The fact, in the words of whoever reported it: for the owner.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ImageNotFound), "image_not_found")]
[JsonDerivedType(typeof(ImageDenied), "image_denied")]
[JsonDerivedType(typeof(ImageCorrupt), "image_corrupt")]
[JsonDerivedType(typeof(ImageWrongPlatform), "image_wrong_platform")]
[JsonDerivedType(typeof(ImageTooLarge), "image_too_large")]
[JsonDerivedType(typeof(RegistryUnreachable), "registry_unreachable")]
[JsonDerivedType(typeof(InputMissing), "input_missing")]
[JsonDerivedType(typeof(InputCorrupt), "input_corrupt")]
[JsonDerivedType(typeof(InputTooLarge), "input_too_large")]
[JsonDerivedType(typeof(CheckpointUnavailable), "checkpoint_unavailable")]
[JsonDerivedType(typeof(NotRunnable), "not_runnable")]
[JsonDerivedType(typeof(HostRefused), "host_refused")]
[JsonDerivedType(typeof(HostDiskFull), "host_disk_full")]
[JsonDerivedType(typeof(EngineFailed), "engine_failed")]
[JsonDerivedType(typeof(EngineRestarted), "engine_restarted")]
[JsonDerivedType(typeof(OutputLost), "output_lost")]
[JsonDerivedType(typeof(ContainerVanished), "container_vanished")]
[JsonDerivedType(typeof(HostRebooted), "host_rebooted")]
[JsonDerivedType(typeof(BadLease), "bad_lease")]
[JsonDerivedType(typeof(GpuLost), "gpu_lost")]
[JsonDerivedType(typeof(GpuMemory), "gpu_memory")]
[JsonDerivedType(typeof(GpuFailed), "gpu_failed")]
[JsonDerivedType(typeof(GpuDriverChanged), "gpu_driver_changed")]
public abstract record Incident(string Detail)
{
    /// <summary>The fact for others, where who reported it knew what is fit for them.</summary>
    public string? Shown { get; init; }

    /// <summary>The fact for anyone: no path and no id of this machine.</summary>
    [JsonIgnore]
    public string Public => Shown ?? PublicText.Of(Detail, []);

    /// <summary>The registry has no such image.</summary>
    public sealed record ImageNotFound(string Detail) : Incident(Detail);

    /// <summary>The registry wants credentials, or refuses.</summary>
    public sealed record ImageDenied(string Detail) : Incident(Detail);

    /// <summary>What the registry sent is not what the digest names, again and again.</summary>
    public sealed record ImageCorrupt(string Detail) : Incident(Detail);

    /// <summary>The image is for another kind of machine.</summary>
    public sealed record ImageWrongPlatform(string Detail) : Incident(Detail);

    /// <summary>The image is larger than the node's owner takes.</summary>
    public sealed record ImageTooLarge(string Detail) : Incident(Detail);

    /// <summary>The registry did not answer in all the time it was given.</summary>
    public sealed record RegistryUnreachable(string Detail) : Incident(Detail);

    /// <summary>The scheduler has no content of that hash for this job.</summary>
    public sealed record InputMissing(ContainerPath Path, string Detail) : Incident(Detail);

    /// <summary>The bytes that came do not hash to their name, again and again.</summary>
    public sealed record InputCorrupt(ContainerPath Path, string Detail) : Incident(Detail);

    /// <summary>The inputs are more than the job's disk.</summary>
    public sealed record InputTooLarge(ContainerPath Path, string Detail) : Incident(Detail);

    /// <summary>What the attempt was to go on from could not be fetched.</summary>
    public sealed record CheckpointUnavailable(string Detail) : Incident(Detail);

    /// <summary>The image or the specification cannot run anywhere: no such program, a mount over an output.</summary>
    public sealed record NotRunnable(string Detail) : Incident(Detail);

    /// <summary>This machine cannot or must not run it.</summary>
    public sealed record HostRefused(string Detail) : Incident(Detail);

    public sealed record HostDiskFull(string Detail) : Incident(Detail);

    /// <summary>The container engine answered what it should not, again and again.</summary>
    public sealed record EngineFailed(string Detail) : Incident(Detail);

    /// <summary>The container was killed when its engine stopped.</summary>
    public sealed record EngineRestarted(string Detail) : Incident(Detail);

    /// <summary>The container ended while its engine was away, so that its log is not whole.</summary>
    public sealed record OutputLost(string Detail) : Incident(Detail);

    /// <summary>The container is gone and the agent did not remove it.</summary>
    public sealed record ContainerVanished(string Detail) : Incident(Detail);

    public sealed record HostRebooted(string Detail) : Incident(Detail);

    /// <summary>The lease contradicts itself: the digest it states is not its specification's.</summary>
    public sealed record BadLease(string Detail) : Incident(Detail);

    /// <summary>A leased GPU is gone, from the machine or from the container.</summary>
    public sealed record GpuLost(string Detail) : Incident(Detail);

    /// <summary>The memory of a leased GPU had an error that could not be corrected.</summary>
    public sealed record GpuMemory(string Detail) : Incident(Detail);

    /// <summary>Another part of a leased GPU, its firmware or its driver failed.</summary>
    public sealed record GpuFailed(string Detail) : Incident(Detail);

    /// <summary>The GPU driver was unloaded or replaced under the job.</summary>
    public sealed record GpuDriverChanged(string Detail) : Incident(Detail);
}
