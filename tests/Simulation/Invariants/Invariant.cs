using System.Text.RegularExpressions;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>Something that always holds. One object for each world, so that it may remember.</summary>
internal abstract partial class Invariant
{
    /// <summary>In words.</summary>
    public string Name => Capital().Replace(GetType().Name, " $1").Trim().ToLowerInvariant();

    public static IReadOnlyList<Invariant> All() =>
    [
        new OneContainerOfAJob(),
        new OneContainerOfAnAttempt(),
        new NoLeaseLongerThanPromised(),
        new LogIsWhatWasWritten(),
        new EveryAttestationPaysOnce(),
        new OneDigestForASequence(),
        new WhatIsAcknowledgedIsDurable(),
        new HistoryOnlyGrows(),
        new JobMovesOrSaysWhy(),
        new NothingIsOvercommitted(),
        new VerdictIsTrue(),
        new BothSidesAgree(),
        new NothingIsLeft(),
        new NothingIsLostInCalm(),
    ];

    /// <summary>The scheduler made something durable, and its replies have not left: a moment to remember what it promises.</summary>
    public virtual void Note(World world)
    {
    }

    /// <summary>After everything that may have changed something. What is wrong, or null.</summary>
    public virtual string? Check(World world) => null;

    /// <summary>A node sends something.</summary>
    public virtual string? CheckSent(NodeMachine node, WireCall call) => null;

    /// <summary>The scheduler has read its store.</summary>
    public virtual string? CheckStart(World world) => null;

    /// <summary>Nothing is left to do.</summary>
    public virtual string? CheckAtRest(World world) => null;

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Capital();
}
