using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.Protocol;

namespace DePin.NodeAgent.Containers;

/// <summary>The container one attempt wants: what differs between jobs. What is the same for all is in the container contract.</summary>
public sealed record ContainerSpec
{
    public required AttemptId Attempt { get; init; }

    /// <summary>The lease's epoch, 0 or more.</summary>
    public required long Epoch { get; init; }

    /// <summary>SHA-256 of the job's canonical specification.</summary>
    public required Hash32 SpecDigest { get; init; }

    /// <summary>Present on the engine (<see cref="IContainerRuntime.PullAsync"/>), by digest.</summary>
    public required EngineImage Image { get; init; }

    public required ContainerLimits Limits { get; init; }

    /// <summary>The exact arguments, the program first; they replace the image's entry point and command. Empty: the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Added to the image's environment, and stronger than it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The leased GPUs as NVML writes their UUIDs (<c>GPU-…</c>, <c>MIG-…</c>). Empty: none is visible.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    public NetworkAccess Network { get; init; } = NetworkAccess.None;

    /// <summary>
    /// Absolute paths where inputs are placed before the start, and outputs and checkpoints are collected after the end. They need a disk,
    /// and the image may not declare a volume over or under one.
    /// </summary>
    public IReadOnlyList<string> JobPaths { get; init; } = [];

    /// <summary>Sent first by <see cref="IContainerRuntime.StopAsync"/>; null: the image's own, else SIGTERM.</summary>
    public ContainerSignal? StopSignal { get; init; }

    public ContainerRuntime Runtime { get; init; } = ContainerRuntime.Runc;

    public ContainerName Name => ContainerName.Of(Attempt, Epoch);
}
