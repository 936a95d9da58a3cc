using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Placing;
using DePin.Simulation.Nodes;

namespace DePin.Simulation;

/// <summary>Whether a world has come to rest: every job has ended, or waits for what no node has, and everybody knows.</summary>
internal static class Rest
{
    /// <summary>What is still under way; null when nothing is.</summary>
    public static string? WhyNot(World world) =>
        Submitter(world) ?? Scheduler(world) ?? world.Nodes.Select(node => Node(world, node)).FirstOrDefault(busy => busy is not null);

    private static string? Submitter(World world) => world.Submitter.IsDone ? null : "a job is not submitted or not cancelled";

    private static string? Scheduler(World world)
    {
        if (world.Scheduler.State is not { } state)
        {
            return "the scheduler is down";
        }

        LiveJob? job = state.Jobs.Values.FirstOrDefault(job => job.Attempt is not null || CouldRun(state, job));
        if (job is null)
        {
            return null;
        }

        NodeMachine? node = world.Nodes.FirstOrDefault(node => node.Key.Address == job.Attempt?.Row.Node);
        return $"job {job.Row.Spec.Name} is {job.Row.Status.GetType().Name}"
            + (node is null ? "" : $"; {node.Name} has it {node.Journal?.Find(job.Attempt!.Row.Id)?.State.ToString() ?? "nowhere"}");
    }

    private static bool CouldRun(EngineState state, LiveJob job) => state.Nodes.Count == 0 || state.Nodes.Values.Any(node => node.Silent)
        || state.Offers.Any(offer => Fit.WhenIdle(job.Requirement, offer));

    private static string? Node(World world, NodeMachine node)
    {
        if (!node.IsUp || !node.Engine.IsUp || node.Journal is not { } journal)
        {
            return $"{node.Name} is down";
        }

        Attempt? attempt = journal.Attempts.Values.FirstOrDefault(attempt => attempt.State is not AttemptState.Ended);
        if (attempt is not null)
        {
            return $"{node.Name} has {world.Label(attempt.Id)} {attempt.State.Name}";
        }

        NodeFacts facts = journal.Facts;
        if (facts.AckedEvent != facts.LastEvent)
        {
            return $"{node.Name} has events {facts.AckedEvent + 1} to {facts.LastEvent} to tell";
        }

        if (world.Scheduler.State!.Nodes.GetValueOrDefault(node.Key.Address) is not { Commands.Count: 0 })
        {
            return $"{node.Name} has commands to acknowledge";
        }

        return node.Owned is { Containers.Count: 0, Leftovers.Count: 0 } ? null : $"{node.Name} has something on its engine";
    }
}
