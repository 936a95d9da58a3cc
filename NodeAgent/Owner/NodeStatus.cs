using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Configuration;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Owner;

/// <summary>The node on one screen.</summary>
public sealed record NodeStatus
{
    public required string AgentVersion { get; init; }

    public required Address Node { get; init; }

    public required Address Beneficiary { get; init; }

    /// <summary>When the service started, Unix milliseconds.</summary>
    public required long StartedAt { get; init; }

    public required SchedulerLink Scheduler { get; init; }

    public required EngineStatus Engine { get; init; }

    /// <summary>False while the node takes nothing new: it drains, or something is in the way, which a problem names.</summary>
    public required bool Accepting { get; init; }

    /// <summary>The node was told to finish what it holds and to take nothing new.</summary>
    public required bool Draining { get; init; }

    /// <summary>Who told it so; null when it was not told.</summary>
    public DrainStatus? Drain { get; init; }

    /// <summary>What its owner does next; null when there is nothing to do.</summary>
    public string? Next { get; init; }

    /// <summary>What the node offers; null until it knows.</summary>
    public Capacity? Offer { get; init; }

    /// <summary>The machine's GPUs and what is wrong with them; null until they were looked at.</summary>
    public GpuInventory? Gpus { get; init; }

    /// <summary>The last proofs that were asked of the GPUs, newest first.</summary>
    public IReadOnlyList<OwnerProof> Proofs { get; init => field = value ?? []; } = [];

    public required int Running { get; init; }

    /// <summary>The most attempts that may run at once.</summary>
    public required int MaxRunning { get; init; }

    /// <summary>Attempts that ended and whose log, outputs or attestation the scheduler does not have yet.</summary>
    public required int Undelivered { get; init; }

    /// <summary>This machine's clock is too far from the scheduler's to take new work; null when it is not.</summary>
    public NodeProblem? Clock { get; init; }

    /// <summary>What became of the configuration when it was last read again; null when it was not.</summary>
    public ReloadReport? Configuration { get; init; }

    /// <summary>The last thing that went wrong; null when nothing has since the start.</summary>
    public NodeProblem? LastProblem { get; init; }

    /// <summary>
    /// True when work can come and be done: connected, the engine runs, the clock is right, and the node accepts or drains as it was told.
    /// </summary>
    public bool IsWell() => Scheduler is SchedulerLink.Connected && Engine.Available && Offer is not null && Clock is null;
}
