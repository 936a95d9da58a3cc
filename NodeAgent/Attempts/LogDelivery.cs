using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Sends an attempt's log while it grows: whatever lies in the spool beyond what the scheduler holds. Where to go on is the scheduler's
/// word, so nothing of it needs to be remembered here until all is there.
/// </summary>
internal sealed partial class LogDelivery(AttemptId id, Workbench bench, Wake grown, ILogger logger) : IAsyncDisposable
{
    /// <summary>Lines that come within this time travel together.</summary>
    private static readonly TimeSpan _together = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan _lookAgain = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _ending = new();
    private Task? _sending;

    /// <summary>Completes when the scheduler holds the whole log of a concluded attempt.</summary>
    public Task Done => _sending ?? throw new InvalidOperationException("The log's delivery was not started");

    public void Start(CancellationToken token) => _sending ??= RunAsync(token);

    public async ValueTask DisposeAsync()
    {
        _ending.Cancel();
        if (_sending is { } sending)
        {
            // it was told to stop
            await sending.HasEnded();
        }

        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, _ending.Token);
        await Task.Yield();
        var backoff = new Backoff(bench.Rules.SchedulerRetry.First, bench.Rules.SchedulerRetry.Most, bench.Random);
        long? held = null;
        while (IsWanted())
        {
            long? final = FinalLength();
            if (final == 0 || (final is not null && JournaledSent() == final))
            {
                return;
            }

            try
            {
                held = await SendAsync(held, final, either.Token);
                backoff.Reset();
            }
            catch (SchedulerRefusedException e) when (e.Code == ProblemCode.OffsetMismatch && e.Problem.Durable is { } durable)
            {
                held = durable;
            }
            catch (SchedulerRefusedException e) when (e.Code == ProblemCode.LeaseLost)
            {
                bench.Journal.Refuse(id, e.Problem.Detail);
                return;
            }
            catch (Exception e) when (
                e is SchedulerUnreachableException or SchedulerRefusedException or SchedulerDistrustedException or IOException
                    or SqliteException)
            {
                Log.NotSent(logger, id.Short, e.Message);
                held = null;
                await Task.Delay(backoff.Next((e as SchedulerUnreachableException)?.RetryAfter), bench.Time, either.Token);
            }
        }
    }

    /// <summary>One part, or a wait for more.</summary>
    private async Task<long> SendAsync(long? held, long? final, CancellationToken token)
    {
        if (held is not { } offset)
        {
            return await PutAsync(0, ReadOnlyMemory<byte>.Empty, token);
        }

        if (offset == final)
        {
            bench.Journal.Change(Step.JournalLogSent, draft => SpoolRecords.PutLogSent(draft, id, offset));
            return offset;
        }

        if (offset > final)
        {
            throw HoldsTooMuch(offset, final.Value);
        }

        ReadOnlyMemory<byte> part = Read(offset);
        if (part.IsEmpty)
        {
            await grown.WaitAsync(_lookAgain, bench.Time, token);
            return offset;
        }

        long durable = await PutAsync(offset, part, token);
        if (final is null)
        {
            await Task.Delay(_together, bench.Time, token);
        }

        return durable;
    }

    private async Task<long> PutAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken token)
    {
        bench.Steps.Before(Step.SendLog);
        LogReply reply = await bench.Scheduler.SendLogAsync(id, bench.Journal.Find(id)!.Lease.Epoch, offset, part, token);
        bench.Steps.After(Step.SendLog);
        return reply.Durable >= 0 && (part.IsEmpty || reply.Durable <= offset + part.Length)
            ? reply.Durable
            : throw HoldsTooMuch(reply.Durable, offset + part.Length);
    }

    private static SchedulerUnreachableException HoldsTooMuch(long held, long known) =>
        new($"The scheduler says that it holds {held} bytes of a log of which it was sent no more than {known}", null, null);

    /// <summary>What was written a moment ago is in memory still.</summary>
    private ReadOnlyMemory<byte> Read(long offset)
    {
        string file = bench.Spools.LogFile(id);
        if (!File.Exists(file))
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        using var spool = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (spool.Length <= offset)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        spool.Position = offset;
        byte[] part = new byte[Math.Min(spool.Length - offset, WireLimits.LogPartBytes)];
        int read = spool.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
        return part.AsMemory(0, read);
    }

    /// <summary>How long the log is, once that is known.</summary>
    private long? FinalLength() => bench.Journal.Find(id)?.State switch
    {
        AttemptState.Concluded { Conclusion: var it } => it.LogBytes,
        AttemptState.Sealed { Conclusion: var it } => it.LogBytes,
        _ => null,
    };

    private bool IsWanted() =>
        bench.Journal.Find(id)?.State is not (null or AttemptState.Acknowledged or AttemptState.Lost or AttemptState.Ended);

    private long JournaledSent() => bench.Journal.Read(() => bench.Journal.Spools.LogSent(id));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The log of attempt {Attempt} waits for the scheduler: {Problem}")]
        public static partial void NotSent(ILogger logger, string attempt, string problem);
    }
}
