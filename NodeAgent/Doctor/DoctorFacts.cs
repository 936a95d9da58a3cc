using DePin.Benchmark.Gpus;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Doctor;

/// <summary>All that the checks look at, gathered at one moment. What could not be gathered says why.</summary>
public sealed record DoctorFacts
{
    internal const string NoOptions = "there is no configuration that could be used";

    /// <summary>As shown by <c>id -un</c>.</summary>
    public required string User { get; init; }

    public required bool Root { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Now { get; init; }

    public required FileFact ConfigurationFile { get; init; }

    /// <summary>Null when there is none.</summary>
    public NodeOptionsResult? Configuration { get; init; }

    /// <summary>Null without a configuration that could be used.</summary>
    public FileFact? KeyFile { get; init; }

    /// <summary>Null where the password comes from a credential, or the key has none.</summary>
    public FileFact? PasswordFile { get; init; }

    public FileFact? StateDirectory { get; init; }

    public KeySight Key { get; init; } = new KeySight.NotTried(NoOptions);

    public NameSight Name { get; init; } = new NameSight.NotAsked(NoOptions);

    public SchedulerSight Scheduler { get; init; } = new SchedulerSight.NotAsked(NoOptions);

    public EngineSight Engine { get; init; } = new EngineSight.NotAsked(NoOptions);

    public ServiceSight Service { get; init; } = new ServiceSight.CannotAsk(NoOptions);

    public GpuInventory Gpus { get; init; } = GpuInventory.None;

    /// <summary>Where the engine keeps images and layers; null when it cannot be read.</summary>
    public RoomReading? EngineDisk { get; init; }

    public RoomReading? StateDisk { get; init; }

    /// <summary>Of <c>/dev/shm</c>; null when there is none.</summary>
    public RoomReading? Shm { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>Null when no configuration could be used.</summary>
    public NodeOptions? Options => (Configuration as NodeOptionsResult.Valid)?.Options;
}
