using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Pure: from a snapshot to what has to be done. It decides nothing that an attempt's own run can find out by itself.</summary>
public static class AttemptPlanner
{
    public static NodePlan Plan(NodeSnapshot node, AgentRules rules)
    {
        List<NodeAction> actions =
        [
            .. Removals(node),
            .. Stops(node, rules),
            .. Drives(node),
            .. Forgettings(node),
        ];
        TimeSpan[] due = [.. node.Attempts.Where(attempt => attempt.Stop is null).Select(
            attempt => NextStop(attempt, node, rules)?.At).OfType<TimeSpan>()];
        return new NodePlan(actions, due.Length == 0 ? null : due.Min());
    }

    /// <summary>Containers of attempts that have ended or were never heard of, and what is left of such.</summary>
    private static IEnumerable<NodeAction> Removals(NodeSnapshot node)
    {
        if (node.Owned is not { } owned)
        {
            yield break;
        }

        Dictionary<ContainerName, Attempt> known = node.Attempts.ToDictionary(attempt => ContainerName.Of(attempt.Id, attempt.Lease.Epoch));
        foreach (ContainerName name in owned.Containers.Select(container => container.Name).Concat(owned.Leftovers))
        {
            bool isKnown = known.TryGetValue(name, out Attempt? attempt);
            if (isKnown && attempt!.State is AttemptState.Ended)
            {
                yield return new NodeAction.Remove(name, "its attempt has ended");
            }
            else if (!isKnown && node.LeasesAreKnown)
            {
                yield return new NodeAction.Remove(name, "no lease names it");
            }
        }
    }

    private static IEnumerable<NodeAction> Stops(NodeSnapshot node, AgentRules rules) =>
        from attempt in node.Attempts
        where attempt.Stop is null
        let next = NextStop(attempt, node, rules)
        where next is not null && next.Value.At <= node.Now
        select new NodeAction.OrderStop(attempt.Id, new StopOrder(next.Value.Cause, next.Value.Reason, node.WallClock));

    /// <summary>The first reason to stop a job that only time, or the owner's drain, brings about.</summary>
    private static (TimeSpan At, StopCause Cause, string Reason)? NextStop(Attempt attempt, NodeSnapshot node, AgentRules rules)
    {
        (TimeSpan At, StopCause Cause, string Reason)? drain = DrainStop(attempt, node), clock = ClockStop(attempt, node, rules);
        return drain is null || clock?.At <= drain.Value.At ? clock : drain;
    }

    /// <summary>What has not begun is given back at once; the rest when the owner waits no longer.</summary>
    private static (TimeSpan At, StopCause Cause, string Reason)? DrainStop(Attempt attempt, NodeSnapshot node) => attempt.State switch
    {
        AttemptState.Accepted when node.DrainedByOwner =>
            (TimeSpan.Zero, StopCause.Drained, "The node's owner drains it, and the job had not begun"),
        AttemptState.Preparing or AttemptState.Created or AttemptState.Running
            when node is { DrainedByOwner: true, DrainUntil: { } until } =>
            (until, StopCause.Drained, "The node's owner drains it and waited no longer for the job"),
        _ => null,
    };

    private static (TimeSpan At, StopCause Cause, string Reason)? ClockStop(Attempt attempt, NodeSnapshot node, AgentRules rules)
    {
        if (attempt.State is not AttemptState.Running { Start: var start })
        {
            return null;
        }

        TimeSpan lease = LeaseClock.StopAt(attempt, rules, node.KernelBoot);
        TimeSpan timeout = start.KernelBoot == node.KernelBoot ? start.BootTime + attempt.Lease.Spec.Timeout : TimeSpan.MaxValue;
        return timeout <= lease
            ? (
                timeout,
                StopCause.Timeout,
                $"The job ran for its timeout of {DurationText.Format(attempt.Lease.Spec.Timeout)} and was stopped")
            : (
                lease,
                StopCause.LeaseExpiring,
                "The lease could not be renewed in time, so the job was stopped before another node may run it");
    }

    private static IEnumerable<NodeAction> Drives(NodeSnapshot node)
    {
        int busy = node.Attempts.Count(attempt => node.Driven.Contains(attempt.Id) && attempt.WantsContainer);
        foreach (Attempt attempt in node.Attempts.OrderBy(attempt => attempt.AcceptedAt).ThenBy(attempt => attempt.Lease.Epoch))
        {
            if (attempt.State is AttemptState.Ended || node.Driven.Contains(attempt.Id) || WaitsForOlder(attempt, node.Attempts))
            {
                continue;
            }

            bool begins = attempt.State is AttemptState.Accepted && attempt.Stop is null;
            if (begins && busy >= node.MaxJobs)
            {
                continue;
            }

            busy += begins || attempt.WantsContainer ? 1 : 0;
            yield return new NodeAction.Drive(attempt.Id, attempt.State.Name);
        }
    }

    /// <summary>Two containers of one job never run at once: the older attempt's is removed first.</summary>
    private static bool WaitsForOlder(Attempt attempt, IReadOnlyCollection<Attempt> all) => attempt.State is AttemptState.Accepted
        && all.Any(
            other =>
                other.Lease.Job == attempt.Lease.Job && other.Lease.Epoch < attempt.Lease.Epoch && other.State is not AttemptState.Ended);

    private static IEnumerable<NodeAction> Forgettings(NodeSnapshot node) => node.Attempts
        .Where(attempt => attempt.State is AttemptState.Ended)
        .OrderByDescending(attempt => ((AttemptState.Ended)attempt.State).At)
        .Skip(node.MaxHistory)
        .Select(attempt => new NodeAction.Forget(attempt.Id));
}
