using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Doctor;

/// <summary>What answers at the container engine's socket.</summary>
public abstract record EngineSight
{
    private EngineSight()
    {
    }

    public sealed record NotAsked(string Why) : EngineSight;

    /// <summary>There is no such socket.</summary>
    public sealed record NoSocket(string Path) : EngineSight;

    /// <summary>This user may not open it.</summary>
    public sealed record Forbidden(string Path, string User) : EngineSight;

    /// <summary>Nothing, or nothing of use, answers.</summary>
    public sealed record Silent(string Path, string Message) : EngineSight;

    /// <param name="Egress">Null when only root could tell.</param>
    /// <param name="CgroupDriver">Null when the engine does not say.</param>
    public sealed record Answers(EngineDescription Engine, GpuSetup Gpus, EgressReadiness? Egress, string? CgroupDriver) : EngineSight;
}
