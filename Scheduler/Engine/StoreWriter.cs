using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// One thread that makes decisions durable: each transaction holds everything that was decided while the one before was on its way to
/// the disk. Replies leave after their commit, never before. When a commit fails, it and all that was decided on top of it are retracted.
/// </summary>
internal sealed partial class StoreWriter
{
    private readonly SqliteStore _store;
    private readonly Action<Decision> _published;
    private readonly ILogger _logger;
    private readonly Inbox<WriterTask> _inbox = new(int.MaxValue);
    private readonly Thread _thread;
    private volatile bool _started;
    private volatile int _broken = -1;
    private volatile Refusal _refusal = Refusal.NotStored;

    /// <param name="published">Told of each decision once it is durable, before its replies leave.</param>
    public StoreWriter(SqliteStore store, Action<Decision> published, ILogger logger)
    {
        _store = store;
        _published = published;
        _logger = logger;
        _thread = new Thread(Run) { Name = "depin-writer", IsBackground = true };
    }

    /// <summary>The last generation of decisions that failed; the matcher must not decide on top of it.</summary>
    public int BrokenGeneration => _broken;

    /// <summary>Why it failed.</summary>
    public Refusal Refusal => _refusal;

    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    public void Post(int generation, Decision decision) => _inbox.TryPost(new WriterTask.Commit(generation, decision));

    /// <summary>
    /// Runs on the writer's thread when everything posted before is settled, and waits for it: nobody else touches the store.
    /// </summary>
    public void Read(Action action)
    {
        if (!_started)
        {
            WriteWaiting();
            action();
            return;
        }

        using ManualResetEventSlim done = new();
        _inbox.TryPost(new WriterTask.Read(() =>
        {
            action();
            done.Set();
        }));
        done.Wait(); // TIDY: the matcher's own thread waits for the writer's own thread; no task is held up
    }

    /// <summary>Writes what is queued, then ends the thread.</summary>
    public void Stop()
    {
        _inbox.Close();
        if (_started)
        {
            _thread.Join();
        }
    }

    /// <summary>One transaction of everything that was posted, for who steps it.</summary>
    public void WriteWaiting() => Write(_inbox.TakeAll());

    private void Run()
    {
        while (_inbox.TryTakeAll(out IReadOnlyList<WriterTask>? batch))
        {
            Write(batch);
        }
    }

    private void Write(IReadOnlyList<WriterTask> batch)
    {
        List<Decision> decisions = [];
        int generation = 0;
        foreach (WriterTask task in batch)
        {
            if (decisions.Count > 0 && (task as WriterTask.Commit)?.Generation != generation)
            {
                Write(generation, decisions);
                decisions = [];
            }

            switch (task)
            {
                case WriterTask.Commit commit:
                    generation = commit.Generation;
                    decisions.Add(commit.Decision);
                    break;
                case WriterTask.Read read:
                    read.Action();
                    break;
            }
        }

        Write(generation, decisions);
    }

    private void Write(int generation, List<Decision> decisions)
    {
        if (generation <= _broken || !TryCommit(generation, decisions))
        {
            foreach (Decision decision in decisions)
            {
                decision.Retract(_refusal);
            }

            return;
        }

        foreach (Decision decision in decisions)
        {
            Publish(decision);
            decision.Release();
        }
    }

    private void Publish(Decision decision)
    {
        try
        {
            _published(decision);
        }
        catch (Exception failure)
        {
            Log.PublishFailed(_logger, failure);
        }
    }

    private bool TryCommit(int generation, List<Decision> decisions)
    {
        if (decisions.TrueForAll(decision => decision.Writes.Count == 0))
        {
            return true;
        }

        try
        {
            _store.Commit(decisions.SelectMany(decision => decision.Writes));
            return true;
        }
        catch (Exception failure)
        {
            _refusal = (failure as StoreFailedException)?.ToRefusal() ?? Refusal.NotStored;
            _broken = generation;
            Log.CommitFailed(_logger, decisions.Count, failure);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A commit of {Count} decisions failed; all of them were refused.")]
        public static partial void CommitFailed(ILogger logger, int count, Exception failure);

        [LoggerMessage(LogLevel.Error, "A durable decision could not be told to the parts that follow it.")]
        public static partial void PublishFailed(ILogger logger, Exception failure);
    }
}
