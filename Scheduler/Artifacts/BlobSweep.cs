using DePin.Protocol.Jobs;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// Removes contents that nobody needs: no unfinished job names them as an input, none did for a while, and they are no attempt's output.
/// First the rows, durably, then the files without a row: whatever falls over in between leaves only files that the next sweep finds.
/// </summary>
internal sealed partial class BlobSweep(SchedulerEngine engine, BlobStore blobs, StoreReader reader, SchedulerOptions options,
    TimeProvider time, ILogger<BlobSweep> logger) : BackgroundService
{
    private const int RowsAtOnce = 500;

    private static readonly TimeSpan _atMostEvery = TimeSpan.FromHours(1);

    /// <summary>Removes what may go now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file belongs to somebody else.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The store cannot be read.</exception>
    public async Task SweepAsync(CancellationToken token)
    {
        await ForgetAsync((time.GetUtcNow() - options.BlobRetention).ToUnixTimeMilliseconds(), token);
        int files = 0;
        foreach (ContentHash content in blobs.All())
        {
            token.ThrowIfCancellationRequested();
            files += blobs.Remove(content, reader.IsNamed) ? 1 : 0;
        }

        if (files > 0)
        {
            Log.Removed(logger, files, options.BlobRetention);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.BlobRetention < _atMostEvery ? options.BlobRetention : _atMostEvery, time);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    Log.Failed(logger, failure);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The scheduler stops; the next start sweeps.
        }
    }

    /// <summary>The statement that forgets a row looks again at who names it: a job may have come since they were listed.</summary>
    private async Task ForgetAsync(long before, CancellationToken token)
    {
        IReadOnlyList<(ContentHash Hash, string Owner)> rows;
        do
        {
            rows = reader.UnnamedBlobs(before, RowsAtOnce);
            if (rows.Count == 0)
            {
                return;
            }

            StoreWrite[] writes = [.. rows.Select(row => new StoreWrite.ForgetBlob(row.Hash, row.Owner, before))];
            Answer<bool> forgotten = await engine.AskAsync(new EngineRequest.Record(writes), token);
            if (!forgotten.TryGet(out _, out _))
            {
                return;
            }
        }
        while (rows.Count == RowsAtOnce);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Removed {Files} contents that no job had named for {Retention}.")]
        public static partial void Removed(ILogger logger, int files, TimeSpan retention);

        [LoggerMessage(LogLevel.Error, "Contents that no job names could not be removed; the next look is in an hour at most.")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
