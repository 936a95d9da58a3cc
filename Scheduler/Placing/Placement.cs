using DePin.Attestation;

namespace DePin.Scheduler.Placing;

/// <summary>
/// Chooses a node for a job: first fit over the nodes in the order given. A pure function; the fleet's index and order of preference
/// take the place of the plain walk without changing what goes in and out.
/// </summary>
internal static class Placement
{
    /// <param name="avoid">Nodes that failed this job before. They get it again only when no other open node could ever take it.</param>
    /// <returns>Null when no node takes the job now.</returns>
    public static PlacementChoice? Find(Requirement job, IReadOnlySet<Address> avoid, IEnumerable<NodeOffer> nodes)
    {
        PlacementChoice? again = null;
        bool elsewhere = false;
        foreach (NodeOffer node in nodes)
        {
            if (!avoid.Contains(node.Node))
            {
                if (Fit.Now(job, node))
                {
                    return Choose(job, node);
                }

                elsewhere |= avoid.Count > 0 && Fit.WhenIdle(job, node);
            }
            else if (again is null && Fit.Now(job, node))
            {
                again = Choose(job, node);
            }
        }

        return elsewhere ? null : again;
    }

    /// <summary>Every reason each node gives against the job; a node that would take it has none.</summary>
    public static IReadOnlyList<NodeVerdict> Explain(Requirement job, IReadOnlySet<Address> avoid, IReadOnlyCollection<NodeOffer> nodes)
    {
        bool elsewhere = nodes.Any(node => !avoid.Contains(node.Node) && Fit.WhenIdle(job, node));
        return [.. nodes.Select(node => new NodeVerdict(node.Node, Reasons(job, node, elsewhere && avoid.Contains(node.Node))))];
    }

    private static List<Rejection> Reasons(Requirement job, NodeOffer node, bool failedThere)
    {
        List<Rejection> reasons = [.. Fit.Failures(job, node)];
        if (failedThere)
        {
            reasons.Add(new Rejection.FailedThere());
        }

        return reasons;
    }

    private static PlacementChoice Choose(Requirement job, NodeOffer node) => new(node.Node, Fit.ChooseGpus(job, node));
}
