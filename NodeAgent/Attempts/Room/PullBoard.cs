using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>The pulls that are under way, in the order in which they began.</summary>
public sealed class PullBoard
{
    private readonly List<(AttemptId Id, long Bytes)> _pulls = [];

    /// <summary>One goes on, and wants so much more.</summary>
    /// <returns>What those that began before it want.</returns>
    public long Wants(AttemptId id, long bytes)
    {
        lock (_pulls)
        {
            int place = _pulls.FindIndex(pull => pull.Id == id);
            if (place < 0)
            {
                place = _pulls.Count;
                _pulls.Add((id, bytes));
            }

            _pulls[place] = (id, bytes);
            return _pulls.Take(place).Sum(pull => pull.Bytes);
        }
    }

    /// <summary>It takes no more room, and has given back what it did not keep.</summary>
    public void Ended(AttemptId id)
    {
        lock (_pulls)
        {
            _pulls.RemoveAll(pull => pull.Id == id);
        }
    }

    public bool Has(AttemptId id)
    {
        lock (_pulls)
        {
            return _pulls.Exists(pull => pull.Id == id);
        }
    }
}
