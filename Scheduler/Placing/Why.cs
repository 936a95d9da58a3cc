using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Placing;

/// <summary>
/// Turns the nodes' verdicts on a job into what a submitter reads: per constraint how many nodes fail it, and the cheapest way out.
/// </summary>
internal static class Why
{
    public static WhyView Explain(JobId job, IReadOnlyList<NodeVerdict> verdicts)
    {
        List<WhyConstraint> constraints = [.. verdicts
            .SelectMany(verdict => verdict.Reasons.DistinctBy(reason => reason.Constraint))
            .GroupBy(reason => reason.Constraint)
            .Select(group => new WhyConstraint(group.Key, group.Count(), group.MinBy(reason => reason.Distance)!.Remedy))
            .OrderByDescending(constraint => constraint.NodesFailing)
            .ThenBy(constraint => constraint.Constraint, StringComparer.Ordinal)];
        return new WhyView(job, Summary(verdicts), verdicts.Count, constraints);
    }

    /// <param name="silence">How long its node has said nothing, where that is longer than a lease lives.</param>
    /// <param name="reassignAfter">The silence after which another node gets the job.</param>
    public static WhyView Placed(AttemptRow attempt, TimeSpan? silence, TimeSpan reassignAfter)
    {
        string phase = attempt.Phase.ToString().ToLowerInvariant();
        string placed = $"node {attempt.Node} has it as attempt {attempt.Epoch} ({phase})";
        string next = $"another node gets the job after {reassignAfter.TotalSeconds:0} s";
        string now = silence is { } time ? $", but has said nothing for {time.TotalSeconds:0} s: {next}" : ": it waits for nothing";
        return new WhyView(attempt.Job, placed + now, 0, []);
    }

    private static string Summary(IReadOnlyList<NodeVerdict> verdicts)
    {
        if (verdicts.Count == 0)
        {
            return "no node has ever connected";
        }

        if (verdicts.Any(verdict => verdict.Reasons.Count == 0))
        {
            return "a node takes it: it is about to be placed";
        }

        // The node nearest to taking the job tells the most: the fewest reasons, then the smallest change.
        NodeVerdict nearest = verdicts.MinBy(verdict => (verdict.Reasons.Count, verdict.Reasons.Sum(reason => reason.Distance)))!;
        string remedies = string.Join("; ", nearest.Reasons.Select(reason => reason.Remedy).Distinct());
        string nodes = verdicts.Count == 1 ? "the one known node does not take it" : $"none of {verdicts.Count} known nodes takes it";
        return $"{nodes}; nearest: {remedies}";
    }
}
