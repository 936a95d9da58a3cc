using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// The engine at work: requests → matcher (one thread, decides one after the other in memory) → writer (one thread, group
/// commit) → replies. What a caller is told is durable, and so is everything it could have seen on the way: reads go through the same line.
/// Until <see cref="Start"/> there are no threads, and whoever made the engine steps it: so a simulation stands between any two steps.
/// </summary>
internal sealed partial class SchedulerEngine : IDisposable
{
    /// <summary>Requests that may wait for the matcher; more are refused as overload.</summary>
    private const int MaxWaiting = 200_000;

    /// <summary>Ends by attestation that are this recent are told to their nodes again after a start.</summary>
    private static readonly TimeSpan _attestedMemory = TimeSpan.FromHours(1);

    private static readonly TimeSpan _tickInterval = TimeSpan.FromMilliseconds(250);

    private readonly SqliteStore _store;
    private readonly EngineRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<SchedulerEngine> _logger;
    private readonly Inbox<EngineRequest> _inbox = new(MaxWaiting);
    private readonly StoreWriter _writer;
    private readonly Thread _thread;
    private ITimer? _ticks;
    private EngineCore? _core;
    private int _generation;

    /// <summary>Reads the state.</summary>
    /// <exception cref="StoreFailedException">The store cannot be read.</exception>
    public SchedulerEngine(SqliteStore store, EngineRules rules, Action<Decision> published, TimeProvider time,
        ILogger<SchedulerEngine> logger)
    {
        _store = store;
        _rules = rules;
        _time = time;
        _logger = logger;
        _core = LoadCore();
        _writer = new StoreWriter(store, published, logger);
        _thread = new Thread(Run) { Name = "depin-matcher", IsBackground = true };
    }

    /// <summary>Transactions committed since the start.</summary>
    public long Commits => _store.Commits;

    /// <summary>What it decides by; null while the store cannot be read. For who steps it: with threads, the matcher's alone.</summary>
    public EngineState? State => _core?.State;

    /// <summary>From here on its own threads do the steps.</summary>
    public void Start()
    {
        _writer.Start();
        _thread.Start();
        _ticks = _time.CreateTimer(_ => _inbox.TryPost(new EngineRequest.Tick()), null, _tickInterval, _tickInterval);
    }

    /// <summary>The matcher's step: decides what waits.</summary>
    public void DecideWaiting() => Decide(_inbox.TakeAll());

    /// <summary>The writer's step: makes durable what was decided, and tells it.</summary>
    public void WriteWaiting() => _writer.WriteWaiting();

    /// <summary>
    /// Asks, and waits for the answer: after whatever it depends on is durable. Giving up waiting does not undo the request.
    /// </summary>
    public async Task<Answer<T>> AskAsync<T>(EngineRequest.Asking<T> request, CancellationToken token)
    {
        if (!_inbox.TryPost(request))
        {
            return _inbox.IsClosed ? Refusal.Stopping : Refusal.Overloaded;
        }

        return await request.Ticket.Answered.WaitAsync(token);
    }

    /// <summary>Answers every parked poll, and every later one at once: the first step of a graceful stop.</summary>
    public Task<Answer<bool>> ReleasePollsAsync(CancellationToken token) => AskAsync(new EngineRequest.Stop(), token);

    /// <summary>Answers every parked poll, decides and writes what is queued, then ends both threads.</summary>
    public void Dispose()
    {
        _ticks?.Dispose();
        _inbox.TryPost(new EngineRequest.Stop());
        _inbox.Close();
        if (_ticks is not null)
        {
            _thread.Join();
        }

        _writer.Stop();
    }

    private void Run()
    {
        while (_inbox.TryTakeAll(out IReadOnlyList<EngineRequest>? batch))
        {
            Decide(batch);
        }
    }

    private void Decide(IReadOnlyList<EngineRequest> batch)
    {
        foreach (EngineRequest request in batch)
        {
            Decide(request);
        }
    }

    private void Decide(EngineRequest request)
    {
        if (_core is null || _writer.BrokenGeneration >= _generation)
        {
            Reload();
        }

        if (_core is null)
        {
            request.Refuse(_writer.Refusal);
            return;
        }

        try
        {
            _writer.Post(_generation, _core.Decide(request, Instant.Of(_time)));
        }
        catch (Exception failure)
        {
            // A decision that failed half-way has left the state unusable: forget it and read again.
            Log.DecisionFailed(_logger, request.GetType().Name, failure);
            request.Refuse(Refusal.NotStored);
            ReleaseParked();
            _core = null;
        }
    }

    /// <summary>After a failed commit the state in memory is a fiction: the store says what is true.</summary>
    private void Reload()
    {
        ReleaseParked();
        _core = null;
        _generation = Math.Max(_generation, _writer.BrokenGeneration) + 1;
        _writer.Read(() =>
        {
            try
            {
                _core = LoadCore();
                Log.Reloaded(_logger, _core.State.Jobs.Count);
            }
            catch (StoreFailedException failure)
            {
                Log.ReloadFailed(_logger, failure);
            }
        });
    }

    /// <summary>Polls that wait in a state that is given up are sent away; their nodes come back at once.</summary>
    private void ReleaseParked()
    {
        foreach (LiveNode node in _core?.State.Nodes.Values.Where(node => node.Parked is not null) ?? [])
        {
            node.Parked!.Ticket.Complete(_writer.Refusal);
        }
    }

    private EngineCore LoadCore()
    {
        Instant now = Instant.Of(_time);
        return new EngineCore(EngineState.Load(_store.Load(now.UnixMs - (long)_attestedMemory.TotalMilliseconds), _rules, now));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Deciding a {Request} failed; the state was given up and will be read again.")]
        public static partial void DecisionFailed(ILogger logger, string request, Exception failure);

        [LoggerMessage(LogLevel.Warning, "The state was read again from the store: {Jobs} live jobs.")]
        public static partial void Reloaded(ILogger logger, int jobs);

        [LoggerMessage(LogLevel.Error, "The state could not be read again; every request is refused until it can.")]
        public static partial void ReloadFailed(ILogger logger, Exception failure);
    }
}
