using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Gpus;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Attempts;

/// <summary>What every stage of an attempt works with.</summary>
public sealed record Workbench
{
    public required IContainerRuntime Runtime { get; init; }

    public required NodeJournal Journal { get; init; }

    public required SchedulerClient Scheduler { get; init; }

    public required ProgressBoard Progress { get; init; }

    public required SpoolDirectory Spools { get; init; }

    public required EngineHealth Engine { get; init; }

    public required RoomBoard Room { get; init; }

    /// <summary>What the owner takes and keeps of images, which may change while jobs run.</summary>
    public required ImageRules Images { get; set; }

    public required Steps Steps { get; init; }

    public required AgentRules Rules { get; init; }

    public required GpuHost Gpus { get; init; }

    /// <summary>A <see cref="BootClock"/> on a node.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The wall clock as the scheduler sees it: what is attested is told by it.</summary>
    public required SchedulerClock Clock { get; init; }

    /// <summary>The boot that <see cref="Time"/> counts from.</summary>
    public required Guid KernelBoot { get; init; }

    /// <summary>Spreads the waits before another try.</summary>
    public required Random Random { get; init; }

    /// <summary>The OCI runtime of every job.</summary>
    public required ContainerRuntime OciRuntime { get; init; }
}
