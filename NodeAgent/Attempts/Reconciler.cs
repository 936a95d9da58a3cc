using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// The agent's loop: (1) snapshot the journal and, now and then, the engine; (2) plan; (3) apply, removals first; (4) wait for a change or
/// for the time. Each attempt is worked on by a run of its own, so that one in trouble holds up nobody.
/// </summary>
internal sealed partial class Reconciler(Workbench bench, AttemptStages stages, Task leasesNamed, int maxJobs, ILogger<Reconciler> logger)
{
    private readonly Dictionary<AttemptId, Task> _runs = [];
    private readonly Wake _wake = new();
    private volatile int _maxJobs = maxJobs;
    private TimeSpan? _listed;
    private TimeSpan _began;

    /// <summary>Attempts that may have a container at once; those that have one keep it.</summary>
    public int MaxJobs
    {
        get => _maxJobs;
        set
        {
            _maxJobs = value;
            _wake.Call();
        }
    }

    public async Task RunAsync(CancellationToken token)
    {
        _began = bench.Time.Uptime();
        bench.Journal.Changed += _wake.Call;
        try
        {
            while (!token.IsCancellationRequested)
            {
                await ReapAsync();
                NodePlan plan = AttemptPlanner.Plan(await SnapshotAsync(token), bench.Rules);
                await ApplyAsync(plan, token);

                await _wake.WaitAsync(UntilNextLook(plan), bench.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Containers run on; the next start adopts them.
        }
        finally
        {
            bench.Journal.Changed -= _wake.Call;
            // each was told to stop
            await Task.WhenAll(_runs.Values).HasEnded();
        }
    }

    private TimeSpan UntilNextLook(NodePlan plan)
    {
        TimeSpan due = plan.LookAgain is { } at ? at - bench.Time.Uptime() : bench.Rules.LookEvery;
        return due < TimeSpan.FromMilliseconds(1)
            ? TimeSpan.FromMilliseconds(1) : due < bench.Rules.LookEvery ? due
            : bench.Rules.LookEvery;
    }

    private async Task<NodeSnapshot> SnapshotAsync(CancellationToken token)
    {
        // The engine first: what is then not in the journal was not accepted before its container was seen.
        OwnedObjects? owned = await ListAsync(token);
        TimeSpan now = bench.Time.Uptime();
        NodeFacts facts = bench.Journal.Facts;
        return new NodeSnapshot
        {
            Now = now,
            WallClock = bench.Time.Milliseconds(),
            KernelBoot = bench.KernelBoot,
            Attempts = [.. bench.Journal.Attempts.Values],
            Owned = owned,
            Driven = _runs.Keys.ToHashSet(),
            LeasesAreKnown = leasesNamed.IsCompleted || now - _began > bench.Rules.AdoptWithin,
            MaxJobs = _maxJobs,
            MaxHistory = NodeJournal.MaxHistory,
            DrainedByOwner = facts.DrainedByOwner,
            DrainUntil = facts.DrainUntil?.On(bench.KernelBoot),
        };
    }

    private async Task<OwnedObjects?> ListAsync(CancellationToken token)
    {
        TimeSpan now = bench.Time.Uptime();
        if (_listed is { } last && now - last < bench.Rules.ListEvery)
        {
            return null;
        }

        try
        {
            OwnedObjects owned = await bench.Runtime.ListAsync(token);
            _listed = leasesNamed.IsCompleted ? now : null;
            bench.Engine.Answered();
            return owned;
        }
        catch (EngineUnavailableException e)
        {
            bench.Engine.Away(e);
        }
        catch (EngineException e)
        {
            Log.NotListed(logger, e.Message);
        }

        return null;
    }

    private async Task ApplyAsync(NodePlan plan, CancellationToken token)
    {
        try
        {
            foreach (NodeAction action in plan.Actions)
            {
                await ApplyAsync(action, token);
            }
        }
        catch (SqliteException e)
        {
            // A full disk, most likely. Nothing happened, and the next look plans it again.
            Log.NotWritten(logger, e.Message);
        }
    }

    private async Task ApplyAsync(NodeAction action, CancellationToken token)
    {
        Log.Doing(logger, action);
        switch (action)
        {
            case NodeAction.Remove { Container: var name }:
                await RemoveAsync(name, token);
                break;
            case NodeAction.OrderStop { Attempt: var id, Order: var order }:
                bench.Journal.OrderStop(id, order);
                break;
            case NodeAction.Drive { Attempt: var id }:
                _runs.Add(id, DriveAsync(id, token));
                break;
            case NodeAction.Forget { Attempt: var id }:
                bench.Journal.Forget(id);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task RemoveAsync(ContainerName name, CancellationToken token)
    {
        try
        {
            bench.Steps.Before(Step.RemoveOrphan);
            await bench.Runtime.RemoveAsync(name, token);
            bench.Steps.After(Step.RemoveOrphan);
        }
        catch (EngineUnavailableException e)
        {
            bench.Engine.Away(e);
        }
        catch (EngineException e)
        {
            Log.NotRemoved(logger, name, e.Message);
        }
    }

    private async Task DriveAsync(AttemptId id, CancellationToken token)
    {
        try
        {
            await Task.Yield();
            await new AttemptRun(id, bench, stages, logger).RunAsync(token);
        }
        finally
        {
            _wake.Call();
        }
    }

    /// <summary>Takes finished runs off the list. One that failed found a mistake in this program, which ends it.</summary>
    private async Task ReapAsync()
    {
        foreach ((AttemptId id, Task run) in _runs.Where(run => run.Value.IsCompleted).ToList())
        {
            _runs.Remove(id);
            await run;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Planned: {Action}.")]
        public static partial void Doing(ILogger logger, NodeAction action);

        [LoggerMessage(LogLevel.Error, "The journal cannot be written: {Problem}")]
        public static partial void NotWritten(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "The engine could not list our containers: {Problem}")]
        public static partial void NotListed(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "Container {Container} could not be removed yet: {Problem}")]
        public static partial void NotRemoved(ILogger logger, ContainerName container, string problem);
    }
}
