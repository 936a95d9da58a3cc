using DePin.Protocol;

namespace DePin.Scheduler.Jobs;

/// <summary>
/// Wakes those who follow a job: something of it (its state, its log) may have changed. Take a look after every wake, and before the first.
/// </summary>
internal sealed class JobSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, List<JobFollower>> _followers = [];

    /// <summary>Followers at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _followers.Values.Sum(list => list.Count);
            }
        }
    }

    public JobFollower Follow(JobId job)
    {
        JobFollower follower = new(this, job);
        lock (_lock)
        {
            if (!_followers.TryGetValue(job, out List<JobFollower>? list))
            {
                _followers.Add(job, list = []);
            }

            list.Add(follower);
        }

        return follower;
    }

    public void Pulse(JobId job)
    {
        lock (_lock)
        {
            if (_followers.TryGetValue(job, out List<JobFollower>? list))
            {
                list.ForEach(follower => follower.Wake());
            }
        }
    }

    internal void Leave(JobFollower follower)
    {
        lock (_lock)
        {
            if (_followers.TryGetValue(follower.Job, out List<JobFollower>? list) && list.Remove(follower) && list.Count == 0)
            {
                _followers.Remove(follower.Job);
            }
        }
    }
}
