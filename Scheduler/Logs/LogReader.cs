using System.Buffers;
using System.Globalization;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Logs;

/// <summary>
/// Streams an attempt's log to a reader: what is durable now, and, for a follower, what becomes durable until the attempt has ended.
/// </summary>
internal sealed class LogReader(StoreReader reader, LogStore logs, JobSignals signals)
{
    private const int CopyBuffer = 64 * 1024;

    /// <exception cref="RefusedException">No such attempt, or an offset beyond what is durable.</exception>
    public async Task SendAsync(HttpResponse response, LogQuery query, CancellationToken token)
    {
        using JobFollower follower = signals.Follow(query.Job);
        AttemptRow? attempt = await FindAsync(query, follower, token);
        if (attempt is null)
        {
            Start(response, null, query.Offset);
            return;
        }

        if (query.Offset > logs.Length(attempt.Id))
        {
            long durable = logs.Length(attempt.Id);
            throw new RefusedException(new Refusal(ProblemCode.OffsetMismatch,
                $"offset {query.Offset} is beyond the {durable} bytes of this log", $"read from an offset up to {durable}")
            {
                Durable = durable,
            });
        }

        Start(response, attempt.Id, query.Offset);
        try
        {
            // The reader learns at once that the log is there, also when it has no bytes yet.
            await response.Body.FlushAsync(token);
            await CopyAsync(response, attempt, query, follower, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The reader left, or the scheduler stops: a body cut short says that the log may go on.
            response.HttpContext.Abort();
        }
    }

    private async Task CopyAsync(HttpResponse response, AttemptRow attempt, LogQuery query, JobFollower follower, CancellationToken token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        long offset = query.Offset;
        try
        {
            while (true)
            {
                // Ended first, length second: a log that has ended does not grow, so nothing is missed in between.
                bool ended = Current(query.Job, attempt.Id)?.End is not null;
                long durable = logs.Length(attempt.Id);
                if (offset < durable)
                {
                    await using FileStream file = logs.OpenRead(attempt.Id);
                    offset = await CopyAsync(file, response.Body, buffer, offset, durable, token);
                    await response.Body.FlushAsync(token);
                }

                if (ended || !query.Follow)
                {
                    return;
                }

                await follower.WaitAsync(token);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<long> CopyAsync(FileStream file, Stream to, byte[] buffer, long offset, long end, CancellationToken token)
    {
        while (offset < end)
        {
            int wanted = (int)Math.Min(buffer.Length, end - offset);
            int read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, wanted), offset, token);
            if (read == 0)
            {
                throw new EndOfStreamException($"the log has {offset} bytes, {end} were durable");
            }

            await to.WriteAsync(buffer.AsMemory(0, read), token);
            offset += read;
        }

        return offset;
    }

    /// <summary>
    /// The attempt asked for; a follower of a job that was never placed waits for its first one. Null when there is none (any more).
    /// </summary>
    private async Task<AttemptRow?> FindAsync(LogQuery query, JobFollower follower, CancellationToken token)
    {
        if (query.Attempt is { } named)
        {
            return Current(query.Job, named) ?? throw new RefusedException(Refusal.NotFound("attempt", named.ToString()));
        }

        while (true)
        {
            bool over = reader.FindJob(query.Job)?.Status is JobStatus.Finished;
            if (reader.AttemptsOf(query.Job) is [.., var newest])
            {
                return newest;
            }

            if (over || !query.Follow)
            {
                return null;
            }

            await follower.WaitAsync(token);
        }
    }

    private AttemptRow? Current(JobId job, AttemptId attempt) => reader.AttemptsOf(job).FirstOrDefault(row => row.Id == attempt);

    private static void Start(HttpResponse response, AttemptId? attempt, long offset)
    {
        response.ContentType = "application/octet-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["Depin-Log-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        response.Headers.XContentTypeOptions = "nosniff";
        if (attempt is { } id)
        {
            response.Headers["Depin-Attempt"] = id.ToString();
        }
    }
}
