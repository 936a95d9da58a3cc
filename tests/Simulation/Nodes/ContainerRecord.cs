using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Simulation.Jobs;

namespace DePin.Simulation.Nodes;

/// <summary>What really happened in one container: the truth that logs, verdicts and pay are held against.</summary>
internal sealed class ContainerRecord(NodeMachine machine, ContainerName name, AttemptId attempt, JobScript script, TimeSpan started)
{
    public NodeMachine Machine { get; } = machine;

    public ContainerName Name { get; } = name;

    public AttemptId Attempt { get; } = attempt;

    public JobScript Script { get; } = script;

    public TimeSpan Started { get; } = started;

    /// <summary>World time; null while it runs.</summary>
    public TimeSpan? Ended { get; set; }

    /// <summary>Its process ended by itself, with the script's exit code; otherwise something ended it.</summary>
    public bool EndedByItself { get; set; }

    /// <summary>Exactly what it wrote.</summary>
    public MemoryStream Written { get; } = new();

    /// <summary>Nobody read the last of what it wrote: the engine was away.</summary>
    public bool LostItsEnd { get; set; }

    public bool Runs => Ended is null;
}
