using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Hosting;

/// <summary>What a node's work is built from: everything that differs between a node and a test of one.</summary>
public sealed record NodeParts
{
    public required PrivateKey Key { get; init; }

    /// <summary>The account that is paid.</summary>
    public required Address Beneficiary { get; init; }

    /// <summary>Absolute; it exists.</summary>
    public required string StateDirectory { get; init; }

    public required IContainerRuntime Runtime { get; init; }

    public required SchedulerHttp Http { get; init; }

    public required SchedulerEndpoint Scheduler { get; init; }

    public required IOffer Offer { get; init; }

    /// <summary>The disk of images and jobs, and what is to stay free on it.</summary>
    public required IRoom Room { get; init; }

    public required RoomReserve Reserve { get; init; }

    public ImageRules Images { get; init; } = ImageRules.Default;

    /// <summary>Attempts that may have a container at once.</summary>
    public required int MaxJobs { get; init; }

    /// <summary>Where the machine says how its GPUs are.</summary>
    public GpuPaths GpuPaths { get; init; } = GpuPaths.Linux;

    /// <summary>What proves this machine's GPUs; null for nothing.</summary>
    public GpuProver? Prover { get; init; }

    /// <summary>A <see cref="BootClock"/> on a node.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The boot that <see cref="Time"/> counts from.</summary>
    public Guid KernelBoot { get; init; } = BootClock.KernelBoot;

    /// <summary>Spreads the waits before another try.</summary>
    public Random Random { get; init; } = Random.Shared;

    public required ILoggerFactory Loggers { get; init; }

    public ContainerRuntime OciRuntime { get; init; } = ContainerRuntime.Runc;

    public AgentRules Rules { get; init; } = new();

    public Steps Steps { get; init; } = Steps.Unwatched;
}
