using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Whether the container engine answers, since when not, and how to keep asking it. What the agent's last life saw of it is in the journal.
/// </summary>
public sealed partial class EngineHealth(
    AgentRules rules, NodeJournal journal, TimeProvider time, Random random, ILogger<EngineHealth> logger)
{
    /// <summary>
    /// A container's end this long around an outage is laid to the outage: engines stop containers before they stop
    /// answering.
    /// </summary>
    private static readonly TimeSpan _around = TimeSpan.FromSeconds(30);

    /// <summary>An engine may be dead for as long before a question goes without an answer.</summary>
    private static readonly TimeSpan _unnoticed = TimeSpan.FromSeconds(10);

    /// <summary>So long after its start an engine reads again what its containers write (0.8 s on a busy machine).</summary>
    private static readonly TimeSpan _reattaches = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private EngineOutage? _outage = journal.Facts.Outage;
    private volatile string? _slow;

    /// <summary>Why it does not answer, for people; null when it does.</summary>
    public string? Problem => _outage is { Until: null } current ? current.Reason : _slow;

    /// <summary>True when the engine was away at about this moment (Unix milliseconds).</summary>
    public bool WasAwayAround(long moment) => _outage is { } outage
        && moment > outage.From - _around.TotalMilliseconds
        && moment < (outage.Until ?? time.Milliseconds()) + _around.TotalMilliseconds;

    /// <summary>
    /// True when nobody may have read the last of what a container wrote: it ended before this engine began, which did not start it, or
    /// while the engine was away, or so shortly before that the engine may have been dead already. All in Unix milliseconds.
    /// </summary>
    /// <param name="started">When the container was started.</param>
    /// <param name="ended">When it ended.</param>
    /// <param name="read">When its log had been read to the end.</param>
    /// <param name="since">When the engine was started that read it; null where that cannot be told.</param>
    public bool MayHaveMissedTheEnd(long started, long ended, long read, long? since) =>
        (since is { } began && started < began && read >= began && ended < began + _reattaches.TotalMilliseconds)
        || (_outage is { } outage
            && read >= outage.From
            && ended > outage.From - _unnoticed.TotalMilliseconds
            && ended <= (outage.Until ?? time.Milliseconds()));

    /// <summary>Asks until the engine answers. The question must bear repetition.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken token)
    {
        var backoff = new Backoff(rules.EngineRetry.First, rules.EngineRetry.Most, random);
        while (true)
        {
            try
            {
                T answer = await question(token);
                Answered();
                return answer;
            }
            catch (EngineUnavailableException e)
            {
                Away(e);
                await Task.Delay(backoff.Next(null), time, token);
            }
        }
    }

    /// <summary>As <see cref="AskAsync{T}"/>, where there is nothing to answer.</summary>
    public async Task AskAsync(Func<CancellationToken, Task> question, CancellationToken token) =>
        await AskAsync(
            async it =>
            {
                await question(it);
                return true;
            },
            token);

    /// <summary>
    /// Takes note that a question went without an answer. Only a connection that broke or could not be made is an outage: no job may bring
    /// one about, for its end, and its neighbours' ends, would be laid to it.
    /// </summary>
    public void Away(EngineUnavailableException e)
    {
        if (e.IsSlow)
        {
            if (Interlocked.Exchange(ref _slow, e.Message) is null)
            {
                Log.IsSlow(logger, e.Message);
            }

            return;
        }

        EngineOutage begun;
        lock (_gate)
        {
            if (_outage is { Until: null })
            {
                return;
            }

            // An outage right after another is the same restart.
            long now = time.Milliseconds();
            long from = _outage is { Until: { } until, From: var first } && now - until < _around.TotalMilliseconds ? first : now;
            _outage = begun = new EngineOutage(from, null, e.Message);
        }

        Remember(begun);
        Log.WentAway(logger, e.Message);
    }

    public void Answered()
    {
        _slow = null;
        if (_outage is not { Until: null })
        {
            return;
        }

        EngineOutage over;
        lock (_gate)
        {
            if (_outage is not { Until: null } current)
            {
                return;
            }

            _outage = over = current with { Until = time.Milliseconds() };
        }

        Remember(over);
        Log.CameBack(logger);
    }

    private void Remember(EngineOutage outage)
    {
        try
        {
            journal.Remember(outage);
        }
        catch (SqliteException e)
        {
            // A full disk, most likely. This life knows of it; only the next one would not.
            Log.NotRemembered(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The container engine went away; attempts keep their state until it returns: {Problem}")]
        public static partial void WentAway(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "The engine's outage could not be written to the journal: {Problem}")]
        public static partial void NotRemembered(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Warning, "The container engine takes long: {Problem}")]
        public static partial void IsSlow(ILogger logger, string problem);

        [LoggerMessage(LogLevel.Information, "The container engine answers again.")]
        public static partial void CameBack(ILogger logger);
    }
}
