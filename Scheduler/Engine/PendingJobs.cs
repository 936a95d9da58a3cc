using DePin.Protocol;
using DePin.Scheduler.Placing;

namespace DePin.Scheduler.Engine;

/// <summary>
/// Jobs that wait for a node, one line for each distinct requirement: a node that has room is asked once per requirement, not once per job.
/// Jobs that failed somewhere wait apart, since where they may go depends on more than one node.
/// </summary>
internal sealed class PendingJobs
{
    private readonly Dictionary<Requirement, SortedDictionary<long, LiveJob>> _lines = [];
    private readonly SortedDictionary<long, LiveJob> _wary = [];
    private readonly HashSet<JobId> _ids = [];

    public int Count => _ids.Count;

    /// <summary>Jobs that failed on some node, in the order of their arrival.</summary>
    public IReadOnlyCollection<LiveJob> Wary => _wary.Values;

    public bool Contains(JobId job) => _ids.Contains(job);

    public void Add(LiveJob job)
    {
        if (!_ids.Add(job.Row.Id))
        {
            return;
        }

        Line(job).Add(job.Arrival, job);
    }

    public void Remove(LiveJob job)
    {
        if (!_ids.Remove(job.Row.Id))
        {
            return;
        }

        // A job may have become wary while it waited (its lease was overdue, then ended): look in both places.
        _wary.Remove(job.Arrival);
        if (_lines.TryGetValue(job.Requirement, out SortedDictionary<long, LiveJob>? line) && line.Remove(job.Arrival) && line.Count == 0)
        {
            _lines.Remove(job.Requirement);
        }
    }

    /// <summary>The job that has waited longest among those this node takes now; jobs that failed somewhere are left out.</summary>
    public LiveJob? FirstFor(NodeOffer node) => _lines
        .Select(line => line.Value.First().Value)
        .Where(job => Fit.Now(job.Requirement, node))
        .MinBy(job => job.Arrival);

    private SortedDictionary<long, LiveJob> Line(LiveJob job)
    {
        if (job.Avoid.Count > 0)
        {
            return _wary;
        }

        if (!_lines.TryGetValue(job.Requirement, out SortedDictionary<long, LiveJob>? line))
        {
            _lines.Add(job.Requirement, line = []);
        }

        return line;
    }
}
