using System.Collections.Concurrent;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;

namespace DePin.NodeAgent.Scheduling;

/// <summary>How far each attempt is within its phase, for people who wait. Nothing depends on it and nothing of it is stored.</summary>
public sealed class ProgressBoard
{
    private readonly ConcurrentDictionary<AttemptId, Progress> _progress = new();

    /// <summary>Called at each change.</summary>
    public Wake Changed { get; } = new();

    public Progress? Find(AttemptId attempt) => _progress.TryGetValue(attempt, out Progress? progress) ? progress : null;

    /// <param name="attempt">Whose.</param>
    /// <param name="done">Bytes so far.</param>
    /// <param name="total">Bytes in all, where known.</param>
    public void Report(AttemptId attempt, long done, long? total)
    {
        _progress[attempt] = new Progress(done, total);
        Changed.Call();
    }

    public void Clear(AttemptId attempt) => _progress.TryRemove(attempt, out _);

    /// <param name="Done">Bytes so far.</param>
    /// <param name="Total">Bytes in all, where known.</param>
    public sealed record Progress(long Done, long? Total);
}
