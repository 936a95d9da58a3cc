using DePin.NodeAgent.Journal;
using DePin.Protocol;

namespace DePin.NodeAgent.Attempts;

/// <summary>Tells an attempt's stages, as cancelled tokens, what the journal says: it shall stop, or its lease is lost.</summary>
internal sealed class AttemptSignals : IDisposable
{
    private readonly AttemptId _id;
    private readonly NodeJournal _journal;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();

    public AttemptSignals(AttemptId id, NodeJournal journal)
    {
        _id = id;
        _journal = journal;
        journal.Changed += Look;
        Look();
    }

    /// <summary>A stop order is durable.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The attempt is another node's.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>There is more of the log, or there will be no more.</summary>
    public Wake LogGrown { get; } = new();

    public void Dispose()
    {
        // The sources are left to the collector: a commit on another thread may be about to look.
        _journal.Changed -= Look;
    }

    private void Look()
    {
        Attempt? attempt = _journal.Find(_id);
        if (attempt?.Stop is not null && !_stop.IsCancellationRequested)
        {
            _stop.Cancel();
        }

        if (attempt?.State is AttemptState.Lost && !_lost.IsCancellationRequested)
        {
            _lost.Cancel();
        }
    }
}
