using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts.Images;

/// <summary>
/// Watches one pull, and ends it when it becomes larger than the owner takes or takes room that is kept or promised. While it lasts, nobody
/// else has to go for want of room (<see cref="RoomPlan"/>): what a stranger's image takes, its pull gives back.
/// </summary>
internal sealed class PullWatch : IProgress<PullProgress>, IAsyncDisposable
{
    private readonly Workbench _bench;
    private readonly AttemptId _id;
    private readonly CancellationTokenSource _pulls;
    private readonly CancellationTokenSource _watches = new();
    private readonly Task _watching;
    private volatile PullProgress? _last;
    private volatile PullOutcome? _refusal;

    public PullWatch(Workbench bench, AttemptId id, CancellationToken token)
    {
        (_bench, _id) = (bench, id);
        _pulls = CancellationTokenSource.CreateLinkedTokenSource(token);
        Token = _pulls.Token;
        _watching = WatchAsync(_watches.Token);
    }

    /// <summary>Ends the pull.</summary>
    public CancellationToken Token { get; }

    /// <summary>Why it was ended; null when it was not.</summary>
    public PullOutcome? Refusal => _refusal;

    public void Report(PullProgress value)
    {
        if (value.Image is { } image)
        {
            _bench.Journal.Change(Step.JournalImage, draft => _bench.Journal.Images.Begin(draft, image));
        }

        _bench.Progress.Report(_id, value.DownloadedBytes, value.TotalBytes);
        _last = value;
        Look(value);
    }

    public async ValueTask DisposeAsync()
    {
        _watches.Cancel();
        await _watching.HasEnded();
        _bench.Room.Pulls.Ended(_id);
        _watches.Dispose();
        _pulls.Dispose();
    }

    /// <summary>The engine is silent for a while when it unpacks, which may take room fast.</summary>
    private async Task WatchAsync(CancellationToken token)
    {
        while (true)
        {
            await Task.Delay(_bench.Rules.WatchDiskEvery, _bench.Time, token);
            if (_last is { } last)
            {
                Look(last);
            }
        }
    }

    private void Look(PullProgress pull)
    {
        long others = _bench.Room.Pulls.Wants(_id, pull.MissingBytes);
        if (_refusal is null && PullPlan.Decide(
            pull, _bench.Room.Read(), _bench.Room.Reserve, RoomTenants.Of(_bench), others, _bench.Images.MostBytes) is { } refusal)
        {
            _refusal = refusal;
            _pulls.Cancel();
        }
    }
}
