using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Checkpoints;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;

namespace DePin.Scheduler.Server;

/// <summary>What lies below HTTP, put together in the order it depends on one another and taken apart in the reverse one.</summary>
internal sealed partial class SchedulerParts : IDisposable
{
    private readonly SqliteStore _store;
    private readonly ILoggerFactory _loggers;

    private SchedulerParts(StateDirectory state, PrivateKey key, SqliteStore store, SchedulerOptions options, TimeProvider time,
        ILoggerFactory loggers)
    {
        State = state;
        Key = key;
        Time = time;
        _store = store;
        _loggers = loggers;
        Reader = new StoreReader(state.Database);
        Logs = new LogStore(state.Logs);
        Blobs = new BlobStore(state.Blobs, state.Uploads);
        Uploads = new PartUploads(Blobs);
        Checkpoints = new CheckpointStore(state.Checkpoints, state.Uploads, loggers.CreateLogger<CheckpointStore>());
        Transcripts = new TranscriptStore(state.Proofs);
        Verifiers = new VerifierPool(options.Audit.Verifiers);
        Engine = new SchedulerEngine(store, options.ToRules(), Publish, time, loggers.CreateLogger<SchedulerEngine>());
        Engine.Start();
        Tokens = new ApiTokens(Engine, Reader, time);
    }

    public TimeProvider Time { get; }

    public StateDirectory State { get; }

    public PrivateKey Key { get; }

    public StoreReader Reader { get; }

    public LogStore Logs { get; }

    public BlobStore Blobs { get; }

    public PartUploads Uploads { get; }

    public CheckpointStore Checkpoints { get; }

    public TranscriptStore Transcripts { get; }

    public VerifierPool Verifiers { get; }

    public JobSignals Signals { get; } = new();

    public SchedulerEngine Engine { get; }

    public ApiTokens Tokens { get; }

    /// <exception cref="CannotStartException">The state directory, the store or the key cannot be used.</exception>
    public static SchedulerParts Open(SchedulerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        StateDirectory state = StateDirectory.Open(options.StateDirectory);
        try
        {
            PrivateKey key = SchedulerKey.Load(options, state);
            foreach (string sentence in state.Tighten())
            {
                Log.WasOpen(loggers.CreateLogger<SchedulerParts>(), sentence);
            }

            SqliteStore store = SqliteStore.Open(state.Database);
            SchedulerParts parts = new(state, key, store, options, time, loggers);
            parts.Sweep();
            return parts;
        }
        catch (Exception failure)
        {
            state.Dispose();
            throw failure is StoreFailedException or IOException or UnauthorizedAccessException
                ? new CannotStartException($"cannot use {state.Path}: {failure.Message}", failure) : failure;
        }
    }

    public void Dispose()
    {
        Tokens.Dispose();
        Verifiers.Dispose();
        Engine.Dispose();
        Reader.Dispose();
        _store.Dispose();
        Key.Dispose();
        State.Dispose();
        _loggers.Dispose();
    }

    /// <summary>A decision is durable: attempts that ended take no more bytes, and followers look again.</summary>
    private void Publish(Decision decision)
    {
        foreach (AttemptId attempt in decision.EndedAttempts)
        {
            Logs.Seal(attempt);
            Uploads.Drop(attempt);
        }

        foreach ((JobId job, ContentHash manifest) in decision.SavedCheckpoints)
        {
            Checkpoints.Keep(job, manifest);
        }

        foreach (JobId job in decision.FinishedJobs)
        {
            Checkpoints.Drop(job);
        }

        foreach (JobId job in decision.ChangedJobs)
        {
            Signals.Pulse(job);
        }
    }

    private void Sweep()
    {
        Blobs.Sweep(Reader.LiveAttempts().Select(PartUploads.NameOf).ToHashSet());
        Checkpoints.Sweep(Reader.LiveJobs());
        Transcripts.Sweep(Reader.Transcripts());
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Sentence}")]
        public static partial void WasOpen(ILogger logger, string sentence);
    }
}
