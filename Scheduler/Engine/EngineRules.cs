using DePin.Scheduler.Auditing;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Engine;

/// <summary>The numbers the engine decides by; all of them options of the scheduler.</summary>
internal sealed record EngineRules
{
    public required TimeSpan LeaseTtl { get; init; }

    /// <summary>Silence after which a node's job may be given to another.</summary>
    public required TimeSpan ReassignAfter { get; init; }

    /// <summary>What every live lease gets on top of that when the scheduler has just started.</summary>
    public required TimeSpan ReconnectBudget { get; init; }

    /// <summary>Placements a job gets, without a checkpoint between them, before host and network faults end it.</summary>
    public required int MaxPlacements { get; init; }

    public required int MaxLiveJobs { get; init; }

    public required int MaxNodes { get; init; }

    public required TimeSpan ClockTolerance { get; init; }

    public required PriceList Price { get; init; }

    public AuditRules Audit { get; init; } = new AuditOptions().ToRules();
}
