using DePin.NodeAgent.Journal;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>
/// Nobody acknowledges what could still be lost: events to the node, commands to the scheduler, jobs to their submitter. And nobody counts
/// further than the other has: what was given once has its effect once.
/// </summary>
internal sealed class WhatIsAcknowledgedIsDurable : Invariant
{
    public override string? Check(World world)
    {
        foreach (NodeMachine node in world.Nodes)
        {
            if (node.IsUp && node.Journal is { } journal && world.Books.Boots.TryGetValue(node.Key.Address, out BootRow? boot)
                && boot.Boot == journal.Facts.Boot && Compare(node, journal.Facts, boot) is { } wrong)
            {
                return wrong;
            }
        }

        return world.Submitter.Taken.Where(taken => !world.Books.Jobs.ContainsKey(taken.Value))
            .Select(taken => $"job {taken.Key} was taken and is nowhere").FirstOrDefault();
    }

    public override string? CheckStart(World world)
    {
        EngineState state = world.Scheduler.State!;
        foreach (JobRow job in world.Books.Jobs.Values)
        {
            JobRow? stored = state.Jobs.GetValueOrDefault(job.Id)?.Row;
            if ((stored is null) != (job.Status is JobStatus.Finished) || (stored is not null && stored.Epoch != job.Epoch))
            {
                return $"job {job.Spec.Name} was {job.Status} in epoch {job.Epoch}, after the start {stored?.Status} in {stored?.Epoch}";
            }
        }

        foreach (BootRow boot in world.Books.Boots.Values)
        {
            if (state.Nodes.GetValueOrDefault(boot.Node)?.Boot != boot)
            {
                return $"a node was at {boot}, and after the start it is at {state.Nodes.GetValueOrDefault(boot.Node)?.Boot}";
            }
        }

        return state.LedgerNumber == world.Books.Ledger.Count
            ? null
            : $"the ledger had {world.Books.Ledger.Count} rows, and after the start {state.LedgerNumber}";
    }

    private static string? Compare(NodeMachine node, NodeFacts facts, BootRow boot) =>
        facts.AckedEvent > boot.LastEvent ? $"{node.Name} was told that event {facts.AckedEvent} is stored, stored are {boot.LastEvent}"
        : boot.LastEvent > facts.LastEvent ? $"the scheduler has event {boot.LastEvent} of {node.Name}, which told {facts.LastEvent}"
        : boot.AckedCommand > facts.AckedCommand
            ? $"{node.Name} acknowledged command {boot.AckedCommand}, and its journal has {facts.AckedCommand}"
        : facts.AckedCommand > boot.LastCommand ? $"{node.Name} has command {facts.AckedCommand}, given were {boot.LastCommand}"
        : null;
}
