using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>What the engine decided about one request: what must become durable, and what may be said once it is.</summary>
internal sealed class Decision
{
    private readonly List<StoreWrite> _writes = [];
    private readonly List<Action> _deliveries = [];
    private readonly List<Action<Refusal>> _retractions = [];
    private readonly HashSet<JobId> _changedJobs = [];
    private readonly List<AttemptId> _endedAttempts = [];
    private readonly List<(JobId Job, ContentHash Manifest)> _savedCheckpoints = [];
    private readonly List<JobId> _finishedJobs = [];

    public IReadOnlyList<StoreWrite> Writes => _writes;

    /// <summary>Jobs whose followers have something new to look at.</summary>
    public IReadOnlyCollection<JobId> ChangedJobs => _changedJobs;

    /// <summary>Attempts that take no more bytes.</summary>
    public IReadOnlyList<AttemptId> EndedAttempts => _endedAttempts;

    /// <summary>Jobs with a newer checkpoint, by its manifest: older ones are not wanted any more.</summary>
    public IReadOnlyList<(JobId Job, ContentHash Manifest)> SavedCheckpoints => _savedCheckpoints;

    /// <summary>Jobs that have ended.</summary>
    public IReadOnlyList<JobId> FinishedJobs => _finishedJobs;

    /// <summary>Nodes whose boot row must be written, and whose parked sync has something to say.</summary>
    public HashSet<LiveNode> Touched { get; } = [];

    public void Write(StoreWrite write)
    {
        // A job that is placed at once is inserted already leased: one row written, not two.
        int insert = write is StoreWrite.SaveJob save
            ? _writes.FindIndex(earlier => earlier is StoreWrite.InsertJob job && job.Job.Id == save.Job.Id) : -1;
        if (insert >= 0)
        {
            _writes[insert] = new StoreWrite.InsertJob(((StoreWrite.SaveJob)write).Job);
            return;
        }

        _writes.Add(write);
    }

    public void Changed(JobId job) => _changedJobs.Add(job);

    public void Saved(JobId job, ContentHash manifest) => _savedCheckpoints.Add((job, manifest));

    public void Finished(JobId job) => _finishedJobs.Add(job);

    public void Ended(AttemptId attempt) => _endedAttempts.Add(attempt);

    public void Deliver<T>(Ticket<T> ticket, Answer<T> answer)
    {
        _deliveries.Add(() => ticket.Complete(answer));
        _retractions.Add(refusal => ticket.Complete(refusal));
    }

    /// <summary>The writes are durable: everyone may know.</summary>
    public void Release() => _deliveries.ForEach(deliver => deliver());

    /// <summary>The writes are lost: everyone who waited is told so, whatever was decided.</summary>
    public void Retract(Refusal refusal) => _retractions.ForEach(retract => retract(refusal));
}
