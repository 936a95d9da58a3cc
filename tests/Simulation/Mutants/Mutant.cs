using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.Scheduler.Engine;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Mutants;

/// <summary>
/// A mistake planted into the product at one of its seams, for one world at a time: to show that the simulation would find it. What a
/// mutant does not override stays as it is.
/// </summary>
internal class Mutant
{
    /// <summary>The product as it is.</summary>
    public static Mutant None => new();

    public virtual AgentRules Rules(AgentRules rules) => rules;

    public virtual EngineRules Rules(EngineRules rules) => rules;

    public virtual IContainerRuntime Runtime(NodeMachine node, IContainerRuntime runtime) => runtime;

    /// <summary>A container shall be removed. False: it is not, though the caller is told so.</summary>
    public virtual bool Removes(ContainerName name) => true;

    /// <summary>What the node sends instead of <paramref name="call"/>.</summary>
    public virtual WireCall Sent(NodeMachine node, WireCall call) => call;

    /// <summary>What the node makes of <paramref name="answer"/>.</summary>
    public virtual WireAnswer Received(NodeMachine node, WireCall call, WireAnswer answer) => answer;

    /// <summary>What the scheduler answers without its endpoints; null: what they say.</summary>
    public virtual WireAnswer? Served(SchedulerMachine scheduler, WireCall call) => null;

    /// <summary>The scheduler has read its state after a start.</summary>
    public virtual void Loaded(EngineState state)
    {
    }

    /// <summary>The scheduler made a decision durable.</summary>
    public virtual void Decided(EngineState? state)
    {
    }

    /// <summary>The scheduler is about to commit.</summary>
    public virtual void SchedulerWrites(SchedulerMachine scheduler)
    {
    }

    public virtual void SchedulerDied(SchedulerMachine scheduler)
    {
    }

    /// <summary>The agent is at a step that changes its journal.</summary>
    public virtual void Journals(NodeMachine node, StepMoment moment)
    {
    }

    public virtual void AgentStarts(NodeMachine node)
    {
    }

    public virtual void AgentDied(NodeMachine node)
    {
    }
}
