using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>What there is one of, besides attempts.</summary>
public sealed record NodeFacts
{
    public required BootId Boot { get; init; }

    /// <summary>The node whose journal this is: its sequences belong to its key.</summary>
    public required Address Node { get; init; }

    /// <summary>The last command whose effect is in the journal.</summary>
    public long AckedCommand { get; init; }

    /// <summary>The last event sequence given out.</summary>
    public long LastEvent { get; init; }

    /// <summary>The last event the scheduler has stored.</summary>
    public long AckedEvent { get; init; }

    /// <summary>The operator drains the node.</summary>
    public bool DrainedByOperator { get; init; }

    /// <summary>The owner drains the node.</summary>
    public bool DrainedByOwner { get; init; }

    /// <summary>Since when the owner drains it, Unix milliseconds; null while the owner does not.</summary>
    public long? DrainedSince { get; init; }

    /// <summary>When the owner's drain ends what still runs; null: jobs run to their end.</summary>
    public BootDeadline? DrainUntil { get; init; }

    /// <summary>Null until the first login.</summary>
    public KnownScheduler? Scheduler { get; init; }

    /// <summary>Null while the chain of attestations in this journal is all of the node's.</summary>
    public ChainBase? Chain { get; init; }

    /// <summary>The engine's last; null when it never failed to answer.</summary>
    public EngineOutage? Outage { get; init; }

    /// <summary>The last capacity statement's sequence, used up before it was signed.</summary>
    public long CapacitySequence { get; init; }
}
